// `npm run bench -- learner`: events a second that one core learns from, everything included: item statistics, co-visitation,
// sequence model, viewers' tastes, outcomes of showings, the ranker and its versions. Reading and opening the journal is not
// in it: `events` and `freshness` measure that. Seeded: the same world and the same events in every run.

import type { JournalEvent, JsonObject } from '@jhalak/ports';
import { seededRandom } from '@jhalak/kernel';
import { Learner, type ViewerShelf } from '../src/learner.ts';
import { FEATURE_COUNT, FEATURE_LIST } from '../src/ranker/feature-list.ts';
import { emptyTaste, type ViewerTaste } from '../src/viewer-taste.ts';

const VIDEOS = Number(process.env['BENCH_VIDEOS'] ?? 20_000);
const VIEWERS = Number(process.env['BENCH_VIEWERS'] ?? 10_000);
const SHOWINGS = Number(process.env['BENCH_SHOWINGS'] ?? 120_000);
/** Clips of a session before another viewer's comes. */
const SESSION = 8;
/** Entries of a journal window at 2,000 events a second and 25 ms. */
const PER_WINDOW = 10;
const START_MS = 1_795_000_000_000;
const GENRES = ['music', 'dance', 'comedy', 'sports', 'food', 'travel', 'news', 'learning'];
const random = seededRandom(20_261_122);

class Shelf implements ViewerShelf {
  readonly tastes = new Map<string, ViewerTaste>();

  take(personId: string): ViewerTaste {
    let taste = this.tastes.get(personId);
    if (taste === undefined) {
      taste = emptyTaste();
      this.tastes.set(personId, taste);
    }
    return taste;
  }

  drop(personId: string): void {
    this.tastes.delete(personId);
  }
}

const durations = Array.from({ length: VIDEOS }, () => 5_000 + random.below(90_000));
const learner = new Learner();
const shelf = new Shelf();
for (let video = 0; video < VIDEOS; video += 1) {
  learner.apply(
    entry('videos.video', `v${video}`, START_MS, {
      personId: `c${video % 500}`,
      language: video % 3 === 0 ? 'ta' : 'hi',
      genre: GENRES[video % GENRES.length] ?? 'music',
      durationMs: durations[video] ?? 0,
      publishedAtMs: START_MS - random.below(30 * 86_400_000),
      published: true,
    }),
    shelf,
  );
}
const { entries, events } = makeEntries();
process.stderr.write(
  `${VIDEOS} clips, ${VIEWERS} viewers, ${SHOWINGS} showings, ${events} events\n`,
);

// The first tenth warms the compiler and fills the tables; it is learned, and not counted.
const warm = Math.floor(entries.length / 10);
let versions = 0;
learn(0, warm);
const before = process.cpuUsage();
const beganMs = performance.now();
const counted = learn(warm, entries.length);
const cpu = process.cpuUsage(before);
const wallMs = performance.now() - beganMs;
const cpuMs = (cpu.user + cpu.system) / 1_000;
tell();

function learn(from: number, to: number): number {
  let learned = 0;
  for (let at = from; at < to; at += 1) {
    const one = entries[at];
    if (one === undefined) break;
    learner.apply(one.event, shelf);
    learned += one.events;
    if (at % PER_WINDOW !== 0) continue;
    const served = learner.ranker.parameters();
    learner.ranker.publish(at + 1, one.event.atMs);
    if (learner.ranker.parameters() !== served) versions += 1;
  }
  return learned;
}

function makeEntries(): { entries: { event: JournalEvent; events: number }[]; events: number } {
  const made: { event: JournalEvent; events: number }[] = [];
  let total = 0;
  let viewer = 0;
  for (let showing = 0; showing < SHOWINGS; showing += 1) {
    if (showing % SESSION === 0) viewer = random.below(VIEWERS);
    const list = eventsOf(showing, viewer);
    total += list.length;
    // 2,000 events a second, as the journal would tell the time.
    const atMs = START_MS + Math.floor(total / 2);
    const event = entry('attention.events', `p${viewer}`, atMs, {}, { events: list });
    made.push({ event, events: list.length });
  }
  return { entries: made, events: total };
}

// Who likes a genre watches it longer; the features know some of it.
function eventsOf(showing: number, viewer: number): JsonObject[] {
  // Popular clips are shown more often.
  const video = Math.floor(VIDEOS * random.next() ** 2);
  const durationMs = durations[video] ?? 5_000;
  const fits = (video + viewer) % GENRES.length < 3;
  const features = Buffer.from(random.bytes(FEATURE_COUNT));
  features[0] = random.below(fits ? 256 : 120);
  const isWhole = random.next() < (fits ? 0.45 : 0.1) * (0.5 + (features[0] ?? 0) / 255);
  const watchMs = isWhole ? durationMs : Math.floor(durationMs * random.next() ** (fits ? 1 : 3));
  const base = { slot: `s${showing}`, video: `v${video}`, durationMs, learn: true, at: 0 };
  const served = {
    featureList: FEATURE_LIST,
    rankerVersion: 0,
    propensity: 0.9,
    features: features.toString('base64url'),
  };
  const list: JsonObject[] = [
    { ...base, type: 'impression', watchMs: 0, ...served },
    { ...base, type: 'start', watchMs: 0 },
    { ...base, type: 'progress', watchMs: Math.floor(watchMs / 2) },
    { ...base, type: isWhole ? 'finish' : 'skip', watchMs },
  ];
  if (watchMs >= 2_000) list.push({ ...base, type: 'view', watchMs });
  return list;
}

function entry(
  stream: string,
  key: string,
  atMs: number,
  facts: JsonObject,
  personal?: JsonObject,
): JournalEvent {
  return {
    window: 1,
    position: 1,
    atMs,
    stream,
    key,
    type: 'recorded',
    facts,
    subject: key,
    personal,
  };
}

function tell(): void {
  const { ranker } = learner;
  process.stderr.write(
    `wall ${wallMs.toFixed(0)} ms, CPU ${cpuMs.toFixed(0)} ms, ${((cpuMs * 1_000) / counted).toFixed(2)} µs an event, ` +
      `${ranker.steps} showings ended, ${versions} versions, heap ${Math.round(process.memoryUsage().heapUsed / 1e6)} MB\n`,
  );
  for (const { head, steps, loss, rateLoss, reliability } of ranker.health()) {
    const deciles = reliability.deciles
      .map(({ foretold, came }) => `${foretold.toFixed(3)}/${came.toFixed(3)}`)
      .join(' ');
    process.stderr.write(
      `${head.padEnd(14)} ${steps} loss ${loss.toFixed(4)} (rate ${rateLoss.toFixed(4)}) error ${reliability.error.toFixed(4)}: ${deciles}\n`,
    );
  }
  const eventsPerSecond = Math.round(counted / (cpuMs / 1_000));
  process.stdout.write(`${JSON.stringify({ bench: 'learner', eventsPerSecond })}\n`);
}
