// `npm run bench -- packs`: what a lock pack costs. 4,000 approved cards in eight languages, 2,000 clips, 1,000 viewers who
// allowed the lock screen and learning. First each viewer gets a pack and reports what a phone reports; then each gets a
// pack of another language, made for what was learned. Contextual packs are made once a language and served from memory.

import { startBenchCell, type BenchCell } from '../src/bench-cell.ts';
import { openLoop, quantile, type LoadResult, type PlannedRequest } from '../src/open-loop.ts';

const CARDS = Number(process.env['BENCH_CARDS'] ?? 4_000);
const VIEWERS = Number(process.env['BENCH_VIEWERS'] ?? 1_000);
const VIDEOS = 2_000;
/** Personal packs a second: every viewer once. */
const PERSONAL_RPS = 50;
const CONTEXTUAL_RPS = 200;
const SERVED_SECONDS = 10;
const LANGUAGES = ['hi', 'en', 'ta', 'te', 'bn', 'mr', 'gu', 'id'];
/** Of the cards of a first pack: what a phone reports of them. */
const LOOKED_AT = 8;
const OPENED = 2;

const log = (text: string): boolean => process.stderr.write(`${text}\n`);
const round = (value: number): number => Math.round(value * 100) / 100;

interface Pack {
  version: number;
  bytes: number;
  cards: { slot: string }[];
}

log(`seeding ${CARDS} cards, ${VIDEOS} clips and ${VIEWERS} viewers …`);
const cell = await startBenchCell({ videos: VIDEOS, viewers: VIEWERS, cards: CARDS });

const made = await measure('contextual packs made, one a language', async () => {
  const sizes: number[] = [];
  for (const language of LANGUAGES) {
    const reply = await fetch(`${cell.url}${path(language)}`);
    sizes.push((await reply.text()).length);
  }
  return { count: LANGUAGES.length, sizes };
});
const first = await measure('first personal packs', async () => await personalPacks(cell, 'hi'));
await report(cell);
const personal = await measure(
  'personal packs after what was reported',
  async () => await personalPacks(cell, 'en'),
);
const served = await measure('contextual packs served from memory', async () => {
  const load = await openLoop({
    url: cell.url,
    perSecond: CONTEXTUAL_RPS,
    seconds: SERVED_SECONDS,
    next: (index) => get(path(LANGUAGES[index % LANGUAGES.length] ?? 'hi')),
  });
  return { count: load.latenciesMs.length, load };
});
await cell.stop();

const bodyBytes = Math.round((personal.value.load.bytes ?? 0) / personal.value.count);
log(
  JSON.stringify({
    bodyBytes,
    nodeCpuMs: round(personal.nodeMs),
    postgresCpuMs: round(personal.postgresMs),
    p50Ms: round(quantile(personal.value.load.latenciesMs, 0.5)),
    p99Ms: round(quantile(personal.value.load.latenciesMs, 0.99)),
    firstCpuMs: round(first.nodeMs + first.postgresMs),
    contextualMadeCpuMs: round(made.nodeMs + made.postgresMs),
    contextualServedCpuMs: round(served.nodeMs + served.postgresMs),
    failed: personal.value.load.failed + served.value.load.failed,
  }),
);
process.stdout.write(
  `${JSON.stringify({
    bench: 'packs',
    cpuMsPerPack: round(personal.nodeMs + personal.postgresMs),
    bytesPerPack: bodyBytes + Math.round(personal.value.fileBytes / personal.value.count),
  })}\n`,
);

function path(language: string): string {
  return `/lock/v1/packs/in/${language}/current?width=360&format=avif`;
}

function get(target: string, token?: string): PlannedRequest {
  return {
    method: 'GET',
    path: target,
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
  };
}

async function personalPacks(
  from: BenchCell,
  language: string,
): Promise<{ count: number; load: LoadResult; fileBytes: number }> {
  let fileBytes = 0;
  const load = await openLoop({
    url: from.url,
    perSecond: PERSONAL_RPS,
    seconds: Math.floor(VIEWERS / PERSONAL_RPS),
    next: (index) => ({
      ...get(path(language), from.tokens[index % from.tokens.length]),
      onBody: (status, body) => {
        if (status === 200) fileBytes += packOf(body).bytes;
      },
    }),
  });
  return { count: load.latenciesMs.length, load, fileBytes };
}

function packOf(body: string): Pack {
  const { payload } = JSON.parse(body) as { payload: string };
  return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Pack;
}

/** Every viewer's phone reports of its first pack, which is still in the cell's memory. */
async function report(from: BenchCell): Promise<void> {
  const device = Buffer.alloc(16).toString('base64url');
  for (const token of from.tokens) {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const reply = await fetch(`${from.url}${path('hi')}`, { headers });
    const at = Date.now();
    const events = packOf(await reply.text())
      .cards.slice(0, LOOKED_AT)
      .flatMap(({ slot }, place) => [
        { type: 'glance', slot, seq: 0, at },
        { type: 'dwell', slot, seq: 0, at, dwellMs: 1_000 * (place % 5) },
        ...(place < OPENED ? [{ type: 'open', slot, seq: 0, at }] : []),
      ]);
    const body = JSON.stringify({ device, consent: true, events });
    const told = await fetch(`${from.url}/lock/v1/events`, { method: 'POST', headers, body });
    if (told.status !== 202) throw new Error(`events: ${told.status} ${await told.text()}`);
  }
}

async function measure<Value extends { count: number }>(
  what: string,
  work: () => Promise<Value>,
): Promise<{ value: Value; nodeMs: number; postgresMs: number }> {
  const before = await cell.cpu();
  const value = await work();
  const after = await cell.cpu();
  const nodeMs = (after.nodeMs - before.nodeMs) / value.count;
  const postgresMs = (after.postgresMs - before.postgresMs) / value.count;
  log(
    `${what}: ${value.count}, CPU each ${nodeMs.toFixed(2)} ms node, ${postgresMs.toFixed(2)} ms PostgreSQL`,
  );
  return { value, nodeMs, postgresMs };
}
