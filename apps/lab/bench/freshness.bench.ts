// `npm run bench -- freshness`: from the moment a player reports a watched clip to the first page that says so, while
// 200 pages a second are served to others.

import { startBenchCell } from '../src/bench-cell.ts';
import { openLoop, quantile } from '../src/open-loop.ts';

const RPS = 200;
const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 20);
const VIDEOS = Number(process.env['BENCH_VIDEOS'] ?? 10_000);
const VIEWERS = 2_000;
/** A change that takes longer counts as this long, and the run says how many there were. */
const GIVE_UP_MS = 5_000;
/** Reasons that only learning can give to a viewer who chose no genre. */
const LEARNED = new Set(['genre', 'language_genre', 'because_watched']);

interface Page {
  items: { slot: string; reason: { code: string } }[];
}

const cell = await startBenchCell({ videos: VIDEOS, viewers: VIEWERS });
const watchers = cell.tokens.slice(0, VIEWERS / 2);
const others = cell.tokens.slice(VIEWERS / 2);
const delaysMs: number[] = [];
let late = 0;
let watching = true;
const background = openLoop({
  url: cell.url,
  perSecond: RPS,
  seconds: SECONDS,
  next: (index) => ({
    method: 'GET',
    path: '/v1/feeds/for-you?limit=6',
    headers: { authorization: `Bearer ${others[index % others.length]}` },
  }),
}).finally(() => {
  watching = false;
});
for (const token of watchers) {
  if (!watching) break;
  const page = await read(token);
  const slot = page.items[0]?.slot;
  if (slot === undefined) continue;
  const startMs = performance.now();
  await fetch(`${cell.url}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({
      events: [{ type: 'progress', slot, seq: 1, at: Date.now(), watchMs: 3_000 }],
    }),
  });
  let changed = false;
  while (!changed && performance.now() - startMs < GIVE_UP_MS) {
    changed = (await read(token)).items.some((item) => LEARNED.has(item.reason.code));
  }
  if (!changed) late += 1;
  delaysMs.push(performance.now() - startMs);
}
await background;
await cell.stop();
delaysMs.sort((a, b) => a - b);
process.stderr.write(`${delaysMs.length} watches, ${late} without a change in ${GIVE_UP_MS} ms\n`);
process.stdout.write(
  `${JSON.stringify({ bench: 'freshness', p50Ms: quantile(delaysMs, 0.5), p99Ms: quantile(delaysMs, 0.99), watches: delaysMs.length, late })}\n`,
);

async function read(token: string): Promise<Page> {
  const reply = await fetch(`${cell.url}/v1/feeds/for-you?limit=6`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return (await reply.json()) as Page;
}
