// `npm run bench -- freshness [--rate N] [--events N] [--videos N] [--viewers N] [--seconds N] [--keep FOLDER]`: from the moment
// a player reports a watched clip to the first page that says so, while others send so many requests and events a second.

import { setTimeout as pause } from 'node:timers/promises';
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
const PAGE_PATH = '/v1/feeds/for-you?limit=6';
/** What is reported of the first clip of a page. */
const WATCH_MS = 3_000;
/** A change that takes longer counts as this long, and the run says how many there were. */
const GIVE_UP_MS = 5_000;
/** Reasons that only learning can give to a viewer who chose no genre. */
const LEARNED = new Set(['genre', 'language_genre', 'because_watched']);

/** A page that says nothing of the watch after this long is asked for its receipt: does it know of the watch? */
const ASK_RECEIPT_MS = 1_000;
/** A slot that goes with the history or the genre so much, chosen as the best, says so (`features/feed/src/reason.ts`). */
const NAMED = { related: 0.1, genreLeaning: 0.15 };

interface Page {
  items: { slot: string; video: { durationMs: number }; reason: { code: string } }[];
  receipt: string;
}

type Outcome = { kind: 'told' | 'late' } | { kind: 'silent' | 'unexplained'; why: string };

interface Receipt {
  slots: { how: string; features: Record<string, number> }[];
}

const cell = await startBenchCell({
  videos: VIDEOS,
  viewers: VIEWERS,
  ...(asked.keep === undefined ? {} : { keep: asked.keep }),
});
const watchers = cell.tokens.slice(0, VIEWERS / 2);
const others = cell.tokens.slice(VIEWERS / 2);
const delaysMs: number[] = [];
let watches = 0;
let late = 0;
let silent = 0;
let unexplained = 0;
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
  const page = await get<Page>(token, PAGE_PATH);
  const first = page.items[0];
  if (first === undefined) continue;
  const startMs = performance.now();
  await report(token, first.slot);
  let outcome: Outcome = { kind: 'late' };
  while (outcome.kind === 'late' && performance.now() - startMs < GIVE_UP_MS)
    outcome = await look(token, performance.now() - startMs);
  watches += 1;
  if (outcome.kind === 'silent' || outcome.kind === 'unexplained') {
    const about = `${WATCH_MS} ms of a clip of ${first.video.durationMs} ms (${first.reason.code})`;
    say(`${outcome.kind}: ${about}; ${outcome.why}`);
    if (outcome.kind === 'silent') silent += 1;
    else unexplained += 1;
    continue;
  }
  if (outcome.kind === 'late') late += 1;
  delaysMs.push(performance.now() - startMs);
}
const [pages, events] = await background;
const after = await cell.cpu();
await cell.stop();
delaysMs.sort((a, b) => a - b);
const busy =
  (after.nodeMs + after.postgresMs - before.nodeMs - before.postgresMs) / SECONDS / 1_000;
say(
  `${watches} watches, ${late} without a change in ${GIVE_UP_MS} ms, ${silent} known with nothing to name, ${unexplained} unexplained; others: ${pages.sent} pages (${pages.failed} failed), p50 ${quantile(pages.latenciesMs, 0.5)} ms, p99 ${quantile(pages.latenciesMs, 0.99)} ms; ${events.sent} batches of ${PER_BATCH} events (${events.failed} failed), p99 ${quantile(events.latenciesMs, 0.99)} ms; the cell used ${busy.toFixed(2)} cores`,
);
process.stdout.write(
  `${JSON.stringify({
    bench: 'freshness',
    p50Ms: quantile(delaysMs, 0.5),
    p99Ms: quantile(delaysMs, 0.99),
    ...{ watches, late, silent, unexplained, rps: RPS, eventsPerSecond: EVENTS_PER_SECOND },
    failed: pages.failed + events.failed,
  })}\n`,
);

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

function pageOf(index: number): PlannedRequest {
  const token = others[index % others.length] ?? '';
  return {
    method: 'GET',
    path: PAGE_PATH,
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

async function report(token: string, slot: string): Promise<void> {
  const reply = await fetch(`${cell.url}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({
      events: [{ type: 'progress', slot, seq: 1, at: Date.now(), watchMs: WATCH_MS }],
    }),
  });
  const { results } = (await reply.json()) as { results?: { ok: boolean }[] };
  if (results?.[0]?.ok !== true) throw new Error('a watch was refused');
}

// A page is told by its reasons. One that says nothing may know of the watch all the same: then nothing on it may be close
// enough to what was watched to be named for it.
async function look(token: string, elapsedMs: number): Promise<Outcome> {
  const { items, receipt } = await get<Page>(token, PAGE_PATH);
  if (items.some(({ reason }) => LEARNED.has(reason.code))) return { kind: 'told' };
  if (elapsedMs < ASK_RECEIPT_MS) return { kind: 'late' };
  // It is written some 25 ms after its page was sent.
  await pause(100);
  const { slots: made = [] } = await get<Partial<Receipt>>(token, `/v1/feeds/receipts/${receipt}`);
  if (!made.some(({ features }) => (features['history'] ?? 0) > 0)) return { kind: 'late' };
  const most = (name: string): number =>
    Math.max(...made.map(({ how, features }) => (how === 'best' ? (features[name] ?? 0) : 0)));
  const [related, genreLeaning] = [most('related'), most('genreLeaning')];
  const isNamed = related >= NAMED.related || genreLeaning >= NAMED.genreLeaning;
  const reasons = items.map(({ reason }) => reason.code).join(', ');
  return {
    kind: isNamed ? 'unexplained' : 'silent',
    why: `the page knows of it: related ${related} (named from ${NAMED.related}), genre ${genreLeaning} (from ${NAMED.genreLeaning}); ${reasons}`,
  };
}

async function get<Body>(token: string, path: string): Promise<Body> {
  const reply = await fetch(`${cell.url}${path}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return (await reply.json()) as Body;
}
