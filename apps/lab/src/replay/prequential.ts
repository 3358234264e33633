// Test, then learn: each clip that somebody liked in the test days is a question just before it is told. One live model and
// others that are told later, asked side by side.

import { DAY_MS, HOUR_MS } from '@jhalak/kernel';
import type { Taste } from '@jhalak/taste';
import { LiveFeed, overTaste, type LateTaste, type LiveTaste } from './live-feed.ts';
import { LiveBaselines, type LiveBaselineOptions } from './live-baselines.ts';
import type { Share } from './metrics.ts';
import { pastOf } from './past.ts';
import type { ReplayCell } from './replay-cell.ts';
import { EVENT } from './replay-log.ts';
import type { Split } from './split.ts';
import { addEvent, emptyMoment } from './told.ts';

/** A hit stands among the first so many. */
const DEPTH = 20;
/** The name of what learns a day late. */
export const DAY_LATE = 'ours, a day late';

/** One model's answers, by user. */
export interface Answers extends Share {
  name: string;
}

/** Whoever is asked which clips they would show. */
interface Asked {
  name: string;
  list(user: number): Promise<ArrayLike<number>>;
}

export interface PrequentialOptions {
  /** Every n-th person is asked about; all are told and learned from. */
  askEvery: number;
  baselines: LiveBaselineOptions;
}

/** Runs it; the cell stands at the split, and everything before is learned. */
export async function runPrequential(
  cell: ReplayCell,
  live: LiveTaste,
  split: Split,
  options: PrequentialOptions,
): Promise<Answers[]> {
  const past = pastOf(cell.log, split.fromMs);
  const seen = past.users.map(({ items }) => new Set(items));
  const baselines = new LiveBaselines(past, options.baselines);
  const { asked, release } = await openAsked(cell, live, baselines);
  const answers = asked.map(({ name }) => emptyAnswers(name, cell.log.users.length));
  const { events } = cell.log;
  let moment = emptyMoment();
  for (let index = 0; index < events.count; index += 1) {
    const atMs = events.atMs[index] ?? 0;
    if (atMs < split.fromMs || atMs >= split.toMs) continue;
    const user = events.user[index] ?? 0;
    const item = events.item[index] ?? 0;
    const isPositive = ((events.bits[index] ?? 0) & EVENT.positive) !== 0;
    if (isPositive && user % options.askEvery === 0 && seen[user]?.has(item) === false) {
      if (moment.rows.length > 0) await cell.record(moment);
      await live.learn();
      moment = emptyMoment();
      await release(atMs);
      for (const [place, one] of asked.entries())
        note(answers[place], user, contains(await one.list(user), item));
    }
    cell.moveClock(atMs);
    addEvent(cell, moment, index);
    baselines.learn(user, item, atMs);
    seen[user]?.add(item);
  }
  return answers;
}

async function openAsked(
  cell: ReplayCell,
  live: LiveTaste,
  baselines: LiveBaselines,
): Promise<{ asked: Asked[]; release: (atMs: number) => Promise<void> }> {
  await live.keep();
  const hour = await live.late();
  const day = await live.late();
  const feedOf = (name: string, taste: Taste): Asked => {
    const feed = new LiveFeed(cell, taste);
    return { name, list: async (user) => await feed.list(user, DEPTH) };
  };
  return {
    asked: [
      feedOf('ours, at once', live.taste),
      feedOf('ours, an hour late', hour.taste),
      feedOf(DAY_LATE, day.taste),
      feedOf('ours, clips a day late, own history live', withViewersOf(day, live)),
      {
        name: 'item-kNN, at once',
        list: (user) => Promise.resolve(baselines.itemKnn(user, DEPTH)),
      },
      {
        name: 'decayed popularity, at once',
        list: (user) => Promise.resolve(baselines.popularity(user, DEPTH)),
      },
    ],
    release: async (atMs) => {
      await hour.release(atMs - HOUR_MS);
      await day.release(atMs - DAY_MS);
    },
  };
}

// What is known of clips is late, what is known of the viewer is not.
function withViewersOf(late: LateTaste, live: LiveTaste): Taste {
  const viewer: Taste['viewer'] = async (personId) => await live.taste.viewer(personId);
  return overTaste(late.taste, (name) => (name === 'viewer' ? viewer : undefined));
}

function emptyAnswers(name: string, users: number): Answers {
  return { name, hits: new Float64Array(users), questions: new Float64Array(users) };
}

function note(answers: Answers | undefined, user: number, isHit: boolean): void {
  if (answers === undefined) return;
  answers.questions[user] = (answers.questions[user] ?? 0) + 1;
  if (isHit) answers.hits[user] = (answers.hits[user] ?? 0) + 1;
}

function contains(list: ArrayLike<number>, item: number): boolean {
  for (let place = 0; place < list.length; place += 1) if (list[place] === item) return true;
  return false;
}
