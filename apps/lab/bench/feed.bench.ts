// `npm run bench -- feed [--videos N] [--viewers N] [--rate N] [--seconds N] [--keep FOLDER [--seed-only]]`: pages of six at a stated rate,
// whether earlier ones are answered or not, beside a bare node:http server that sends as many bytes; then as fast as 16
// connections ask one after another: on all cores, and with the server and PostgreSQL bound to one and this program to
// another. `--keep` makes the cell in a folder and takes it from there the next time: a hundred thousand people take minutes. `--seed-only` makes it and measures nothing;
// asked again it goes on where it was stopped.

import { fork } from 'node:child_process';
import { Agent, request } from 'node:http';
import { parseArgs } from 'node:util';
import { startBenchCell } from '../src/bench-cell.ts';
import { openLoop, quantile, type PlannedRequest } from '../src/open-loop.ts';

const { values: asked } = parseArgs({
  options: {
    videos: { type: 'string', default: '10000' },
    viewers: { type: 'string', default: '10000' },
    rate: { type: 'string', default: '200' },
    seconds: { type: 'string', default: '20' },
    keep: { type: 'string' },
    'seed-only': { type: 'boolean', default: false },
  },
});
const VIDEOS = Number(asked.videos);
const VIEWERS = Number(asked.viewers);
const RPS = Number(asked.rate);
const SECONDS = Number(asked.seconds);
/** A server that runs for days has compiled its code: so has this one before we look. */
const WARM_SECONDS = 10;
/** Requests that begin and go on in a session are this far apart: the first page is there by then. */
const PAIRS_BEHIND = Math.ceil(RPS / 5);
const SATURATION_CALLERS = 16;

const log = (text: string): boolean => process.stderr.write(`${text}\n`);

log(`seeding ${VIDEOS} clips and ${VIEWERS} viewers …`);
const cell = await startBenchCell({
  videos: VIDEOS,
  viewers: VIEWERS,
  ...(asked.keep === undefined ? {} : { keep: asked.keep }),
});
if (asked['seed-only']) {
  await cell.stop();
  log(`${VIDEOS} clips and ${VIEWERS} viewers are there`);
  process.exit();
}
const agent = new Agent({ keepAlive: true, maxSockets: SATURATION_CALLERS });
const cursors = new Map<string, string>();
let viewersFrom = 0;
const { rssMb: rssBeforeMb } = await cell.cpu();

await saturate(WARM_SECONDS);
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
  `${pages} pages of ${bytes} bytes, ${load.failed} failed; CPU a page: node ${nodeMs.toFixed(2)} ms, PostgreSQL ${postgresMs.toFixed(2)} ms; memory ${rssBeforeMb} MB before, ${after.rssMb} MB after`,
);
const idleStart = await cell.cpu();
const bareCpuMs = await bare(bytes);
const idleEnd = await cell.cpu();
const idleMsPerSecond =
  (idleEnd.nodeMs + idleEnd.postgresMs - idleStart.nodeMs - idleStart.postgresMs) /
  (2 + SECONDS / 2);
viewersFrom = Math.floor(VIEWERS / 4);
const free = await saturate(SECONDS / 2);
log(`on all cores: ${told(free)}; idle ${idleMsPerSecond.toFixed(0)} ms CPU a second`);
const isPinned = cell.pin();
viewersFrom = Math.floor((3 * VIEWERS) / 4);
const pinned = isPinned ? await saturate(SECONDS / 2) : undefined;
log(pinned === undefined ? 'there is no second core to pin to' : `on one core: ${told(pinned)}`);
const end = await cell.cpu();
await cell.stop();
process.stdout.write(
  `${JSON.stringify({
    bench: 'feed',
    rps: RPS,
    p50Ms: quantile(load.latenciesMs, 0.5),
    p99Ms: quantile(load.latenciesMs, 0.99),
    cpuMsPerPage: hundredths(nodeMs + postgresMs),
    bareCpuMs,
    nodeCpuMs: hundredths(nodeMs),
    postgresCpuMs: hundredths(postgresMs),
    failed: load.failed,
    saturatedPerSecond: Math.round(free.perSecond),
    saturatedCpuMs: hundredths(free.nodeMs + free.postgresMs),
    ...(pinned === undefined
      ? {}
      : {
          pinnedPerSecond: Math.round(pinned.perSecond),
          pinnedCpuMs: hundredths(pinned.nodeMs + pinned.postgresMs),
        }),
    idleMsPerSecond: Math.round(idleMsPerSecond),
    videos: VIDEOS,
    viewers: VIEWERS,
    rssMb: end.rssMb,
  })}\n`,
);

function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}

/** One after another: how many, and CPU a page. */
interface Saturated {
  perSecond: number;
  nodeMs: number;
  postgresMs: number;
}

function told({ perSecond, nodeMs: node, postgresMs: postgres }: Saturated): string {
  return `${perSecond.toFixed(0)} pages a second, CPU each: node ${node.toFixed(3)} ms, PostgreSQL ${postgres.toFixed(3)} ms`;
}

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
      const next = /"next":"([^"]+)"/.exec(body.slice(-200))?.[1];
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

async function saturate(seconds: number): Promise<Saturated> {
  const start = await cell.cpu();
  const endMs = performance.now() + seconds * 1_000;
  let next = 0;
  await Promise.all(
    Array.from({ length: SATURATION_CALLERS }, async () => {
      while (performance.now() < endMs) await ask(nextPage(next++));
    }),
  );
  const stop = await cell.cpu();
  return {
    perSecond: next / seconds,
    nodeMs: (stop.nodeMs - start.nodeMs) / next,
    postgresMs: (stop.postgresMs - start.postgresMs) / next,
  };
}

// `fetch` would cost as much as the page.
async function ask({ path, headers, onBody }: PlannedRequest): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const outgoing = request(`${cell.url}${path}`, { headers, agent }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => {
        onBody?.(incoming.statusCode ?? 0, Buffer.concat(chunks).toString('utf8'));
        resolve();
      });
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
}
