// `npm run bench -- freshness [--rate N] [--events N] [--videos N] [--viewers N] [--seconds N] [--keep FOLDER]`: from the moment
// a player reports a watched clip to the first page that says so, while others send so many requests and events a second.

import { parseArgs } from 'node:util';
import { startBenchCell } from '../src/bench-cell.ts';
import { openLoop, quantile, type PlannedRequest } from '../src/open-loop.ts';

const { values: asked } = parseArgs({
  options: {
    rate: { type: 'string', default: '200' },
    events: { type: 'string', default: '0' },
    videos: { type: 'string', default: '10000' },
    viewers: { type: 'string', default: '2000' },
    seconds: { type: 'string', default: '20' },
    keep: { type: 'string' },
  },
});
/** Requests a second of others, those with events among them. */
const RPS = Number(asked.rate);
const EVENTS_PER_SECOND = Number(asked.events);
/** As a player sends them. */
const PER_BATCH = 10;
const SECONDS = Number(asked.seconds);
const VIDEOS = Number(asked.videos);
const VIEWERS = Number(asked.viewers);
/** A change that takes longer counts as this long, and the run says how many there were. */
const GIVE_UP_MS = 5_000;
/** Reasons that only learning can give to a viewer who chose no genre. */
const LEARNED = new Set(['genre', 'language_genre', 'because_watched']);

interface Page {
  items: { slot: string; reason: { code: string } }[];
}

const cell = await startBenchCell({
  videos: VIDEOS,
  viewers: VIEWERS,
  ...(asked.keep === undefined ? {} : { keep: asked.keep }),
});
const watchers = cell.tokens.slice(0, VIEWERS / 2);
const others = cell.tokens.slice(VIEWERS / 2);
const delaysMs: number[] = [];
let late = 0;
let watching = true;
const slots = new Map<string, string[]>();
const batches = EVENTS_PER_SECOND / PER_BATCH;
const before = await cell.cpu();
const background = Promise.all([
  openLoop({ url: cell.url, perSecond: RPS - batches, seconds: SECONDS, next: pageOf }),
  openLoop({ url: cell.url, perSecond: batches, seconds: SECONDS, next: eventsOf }),
]).finally(() => {
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
const [pages, events] = await background;
const after = await cell.cpu();
await cell.stop();
delaysMs.sort((a, b) => a - b);
const busy =
  (after.nodeMs + after.postgresMs - before.nodeMs - before.postgresMs) / SECONDS / 1_000;
process.stderr.write(
  `${delaysMs.length} watches, ${late} without a change in ${GIVE_UP_MS} ms; others: ${pages.sent} pages (${pages.failed} failed), p50 ${quantile(pages.latenciesMs, 0.5)} ms, p99 ${quantile(pages.latenciesMs, 0.99)} ms; ${events.sent} batches of ${PER_BATCH} events (${events.failed} failed), p99 ${quantile(events.latenciesMs, 0.99)} ms; the cell used ${busy.toFixed(2)} cores\n`,
);
process.stdout.write(
  `${JSON.stringify({ bench: 'freshness', p50Ms: quantile(delaysMs, 0.5), p99Ms: quantile(delaysMs, 0.99), watches: delaysMs.length, late, rps: RPS, eventsPerSecond: EVENTS_PER_SECOND, failed: pages.failed + events.failed })}\n`,
);

function pageOf(index: number): PlannedRequest {
  const token = others[index % others.length] ?? '';
  return {
    method: 'GET',
    path: '/v1/feeds/for-you?limit=6',
    headers: { authorization: `Bearer ${token}` },
    onBody: (status, body) => {
      if (status === 200 && EVENTS_PER_SECOND > 0)
        slots.set(
          token,
          Array.from(body.matchAll(/"slot":"([^"]+)"/g), ([, slot]) => slot ?? ''),
        );
    },
  };
}

// What those who got a page lately did with it; before the first pages are there nobody does anything.
function eventsOf(index: number): PlannedRequest | undefined {
  const token = others[(index * 7) % others.length] ?? '';
  const own = slots.get(token);
  if (own === undefined || own.length === 0) return undefined;
  const events = Array.from({ length: PER_BATCH }, (_one, place) => ({
    ...{ type: 'progress', slot: own[place % own.length], at: Date.now(), watchMs: 1_500 },
    seq: ((index * PER_BATCH) % 90_000) + place,
  }));
  return {
    method: 'POST',
    path: '/v1/events',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ events }),
  };
}

async function read(token: string): Promise<Page> {
  const reply = await fetch(`${cell.url}/v1/feeds/for-you?limit=6`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return (await reply.json()) as Page;
}
