// `npm run bench -- feed`: pages of six out of 10,000 clips for 10,000 viewers, 200 requests a second, beside a bare
// node:http server that sends as many bytes; then as fast as one connection after another can.

import { fork } from 'node:child_process';
import { startBenchCell, type BenchCell } from '../src/bench-cell.ts';
import { openLoop, quantile, type PlannedRequest } from '../src/open-loop.ts';

const RPS = 200;
const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 20);
/** A server that runs for days has compiled its code: so has this one before we look. */
const WARM_SECONDS = 10;
/** At 200 requests a second, the first page is 0.4 s old. */
const PAIRS_BEHIND = 40;
const SATURATION_CALLERS = 16;
const VIDEOS = Number(process.env['BENCH_VIDEOS'] ?? 10_000);
const VIEWERS = Number(process.env['BENCH_VIEWERS'] ?? 10_000);

const log = (text: string): boolean => process.stderr.write(`${text}\n`);

log(`seeding ${VIDEOS} clips and ${VIEWERS} viewers …`);
const cell = await startBenchCell({ videos: VIDEOS, viewers: VIEWERS });
const cursors = new Map<string, string>();
let viewersFrom = 0;

await saturate(cell, WARM_SECONDS);
// Viewers who have not come yet: their sessions, tastes and edges are read from the database.
viewersFrom = Math.floor(VIEWERS / 2);
const before = await cell.cpu();
const load = await openLoop({ url: cell.url, perSecond: RPS, seconds: SECONDS, next: nextPage });
const after = await cell.cpu();
const pages = load.latenciesMs.length;
const nodeMs = (after.nodeMs - before.nodeMs) / pages;
const postgresMs = (after.postgresMs - before.postgresMs) / pages;
const bytes = Math.round(load.bytes / pages);
log(
  `${pages} pages of ${bytes} bytes, ${load.failed} failed; CPU a page: node ${nodeMs.toFixed(2)} ms, PostgreSQL ${postgresMs.toFixed(2)} ms`,
);
const idleStart = await cell.cpu();
const bareCpuMs = await bare(bytes);
const idleEnd = await cell.cpu();
const idleMsPerSecond =
  (idleEnd.nodeMs + idleEnd.postgresMs - idleStart.nodeMs - idleStart.postgresMs) /
  (2 + SECONDS / 2);
const saturatedStart = await cell.cpu();
const saturated = await saturate(cell, SECONDS / 2);
const saturatedEnd = await cell.cpu();
const saturatedCpuMs =
  (saturatedEnd.nodeMs +
    saturatedEnd.postgresMs -
    saturatedStart.nodeMs -
    saturatedStart.postgresMs) /
  (saturated * (SECONDS / 2));
log(
  `one after another on ${SATURATION_CALLERS} connections: ${saturated.toFixed(0)} pages a second at ${saturatedCpuMs.toFixed(2)} ms CPU each; idle ${idleMsPerSecond.toFixed(0)} ms CPU a second`,
);
await cell.stop();
process.stdout.write(
  `${JSON.stringify({
    bench: 'feed',
    rps: RPS,
    p50Ms: quantile(load.latenciesMs, 0.5),
    p99Ms: quantile(load.latenciesMs, 0.99),
    cpuMsPerPage: Math.round((nodeMs + postgresMs) * 100) / 100,
    bareCpuMs,
    nodeCpuMs: Math.round(nodeMs * 100) / 100,
    postgresCpuMs: Math.round(postgresMs * 100) / 100,
    failed: load.failed,
    saturatedPerSecond: Math.round(saturated),
    saturatedCpuMs: Math.round(saturatedCpuMs * 100) / 100,
    idleMsPerSecond: Math.round(idleMsPerSecond),
  })}\n`,
);

// Half of the requests begin a session, half go on in one that another request began a little before, as people who open
// the app and swipe do. The viewer who began is far enough behind for its first page to have come.
function nextPage(index: number): PlannedRequest {
  const pair = Math.floor(index / 2);
  const goesOn = index % 2 === 1 && pair >= PAIRS_BEHIND;
  const viewer = (viewersFrom + (goesOn ? pair - PAIRS_BEHIND : pair)) * 7_919;
  const token = cell.tokens[viewer % cell.tokens.length] ?? '';
  const cursor = goesOn ? cursors.get(token) : undefined;
  return {
    method: 'GET',
    path: `/v1/feeds/for-you?limit=6${cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
    headers: { authorization: `Bearer ${token}`, 'accept-language': 'hi' },
    onBody: (status, body) => {
      if (status !== 200) return;
      const next = /"next":"([^"]+)"\}$/.exec(body)?.[1];
      if (next !== undefined) cursors.set(token, next);
    },
  };
}

async function bare(size: number): Promise<number> {
  const child = fork(new URL('../src/bare-server.ts', import.meta.url), [String(size)]);
  const ask = async <Answer>(kind: string, send?: string): Promise<Answer> =>
    await new Promise((resolve) => {
      const listen = (message: unknown): void => {
        if ((message as { kind: string }).kind !== kind) return;
        child.off('message', listen);
        resolve(message as Answer);
      };
      child.on('message', listen);
      if (send !== undefined) child.send(send);
    });
  const { url } = await ask<{ url: string }>('ready');
  const plan = (): PlannedRequest => ({ method: 'GET', path: '/', headers: {} });
  await openLoop({ url, perSecond: RPS, seconds: 2, next: plan });
  const start = await ask<{ user: number; system: number }>('cpu', 'cpu');
  const result = await openLoop({ url, perSecond: RPS, seconds: SECONDS / 2, next: plan });
  const end = await ask<{ user: number; system: number }>('cpu', 'cpu');
  child.send('stop');
  const perRequest =
    (end.user + end.system - start.user - start.system) / 1_000 / result.latenciesMs.length;
  return Math.round(perRequest * 1_000) / 1_000;
}

async function saturate(target: BenchCell, seconds: number): Promise<number> {
  const endMs = performance.now() + seconds * 1_000;
  let done = 0;
  await Promise.all(
    Array.from({ length: SATURATION_CALLERS }, async (_unused, caller) => {
      for (let index = caller; performance.now() < endMs; index += SATURATION_CALLERS) {
        const { path, headers, onBody } = nextPage(index);
        const reply = await fetch(`${target.url}${path}`, { headers });
        onBody?.(reply.status, await reply.text());
        done += 1;
      }
    }),
  );
  return done / seconds;
}
