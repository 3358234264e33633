// How good lists are, user by user, so that intervals can be drawn over users.
//
// Definitions. A user counts when at least one clip is relevant to them (liked by the log's own rule within the test and
// not seen before it). Recall@k: relevant clips among the first k over all relevant ones. NDCG@10: gain 1 a relevant
// clip, discount 1/log2(rank + 1), over the same sum of the best order possible (at most 10 relevant). Both are means
// over users. Coverage@20: different clips in all users' first 20 over all clips.

import type { Random } from '@jhalak/kernel';

/** Figures of one user's list. */
interface UserFigures {
  recall20: Float64Array;
  recall50: Float64Array;
  ndcg10: Float64Array;
}

export interface Measured extends UserFigures {
  /** In the order of the columns. */
  users: Int32Array;
  coverage20: number;
}

export interface Interval {
  mean: number;
  low: number;
  high: number;
}

/** Resamples of a bootstrap: the ends of a 95 % interval move by less than a fiftieth of its width. */
const RESAMPLES = 1_000;
const SHALLOW = 20;
const DEEP = 50;
const GAIN_DEPTH = 10;

/** @param listOf a user's clips, best first, nothing seen among them; at least 50 where there are. */
export function measure(
  relevant: ReadonlyMap<number, ReadonlySet<number>>,
  itemCount: number,
  listOf: (user: number) => ArrayLike<number>,
): Measured {
  const users = Int32Array.from(relevant.keys());
  const recall20 = new Float64Array(users.length);
  const recall50 = new Float64Array(users.length);
  const ndcg10 = new Float64Array(users.length);
  const shown = new Uint8Array(itemCount);
  for (const [place, user] of users.entries()) {
    const wanted = relevant.get(user) ?? new Set<number>();
    const list = listOf(user);
    let gain = 0;
    let hits = 0;
    for (let rank = 0; rank < Math.min(DEEP, list.length); rank += 1) {
      const item = list[rank] ?? 0;
      if (rank < SHALLOW) shown[item] = 1;
      if (!wanted.has(item)) continue;
      hits += 1;
      if (rank < GAIN_DEPTH) gain += 1 / Math.log2(rank + 2);
      if (rank < SHALLOW) recall20[place] = hits / wanted.size;
    }
    recall50[place] = hits / wanted.size;
    ndcg10[place] = gain / bestGain(wanted.size);
  }
  return {
    users,
    recall20,
    recall50,
    ndcg10,
    coverage20: shown.reduce((sum, one) => sum + one, 0) / itemCount,
  };
}

function bestGain(relevantCount: number): number {
  let gain = 0;
  for (let rank = 0; rank < Math.min(relevantCount, GAIN_DEPTH); rank += 1)
    gain += 1 / Math.log2(rank + 2);
  return gain;
}

/** @returns the mean of a figure with its 95 % interval over users. */
export function interval(values: Float64Array, random: Random): Interval {
  const means = resample(values.length, random, (pick) => {
    let sum = 0;
    for (let draw = 0; draw < values.length; draw += 1) sum += values[pick()] ?? 0;
    return sum / values.length;
  });
  return { mean: meanOf(values), ...ends(means) };
}

/** @returns ours over theirs, with the 95 % interval of the same users drawn for both. */
export function ratioInterval(ours: Float64Array, theirs: Float64Array, random: Random): Interval {
  const ratios = resample(ours.length, random, (pick) => {
    let above = 0;
    let below = 0;
    for (let draw = 0; draw < ours.length; draw += 1) {
      const user = pick();
      above += ours[user] ?? 0;
      below += theirs[user] ?? 0;
    }
    return above / below;
  });
  return { mean: meanOf(ours) / meanOf(theirs), ...ends(ratios) };
}

/** A share: hits over questions, by user. */
export interface Share {
  hits: Float64Array;
  questions: Float64Array;
}

export function shareOf({ hits, questions }: Share): number {
  return sumOf(hits) / Math.max(1, sumOf(questions));
}

/** @returns the share with its interval over users who asked. */
export function shareInterval(share: Share, random: Random): Interval {
  const asked = [...share.questions.keys()].filter((user) => (share.questions[user] ?? 0) > 0);
  const shares = resample(asked.length, random, (pick) => drawn(share, asked, pick));
  return { mean: shareOf(share), ...ends(shares) };
}

/** @returns one share over another of the same questions, with its interval. */
export function shareRatio(ours: Share, theirs: Share, random: Random): Interval {
  const asked = [...ours.questions.keys()].filter((user) => (ours.questions[user] ?? 0) > 0);
  const ratios = resample(asked.length, random, (pick) => {
    let [above, below] = [0, 0];
    for (let draw = 0; draw < asked.length; draw += 1) {
      const user = asked[pick()] ?? 0;
      above += ours.hits[user] ?? 0;
      below += theirs.hits[user] ?? 0;
    }
    return above / below;
  });
  return { mean: sumOf(ours.hits) / sumOf(theirs.hits), ...ends(ratios) };
}

function drawn({ hits, questions }: Share, asked: readonly number[], pick: () => number): number {
  let [found, all] = [0, 0];
  for (let draw = 0; draw < asked.length; draw += 1) {
    const user = asked[pick()] ?? 0;
    found += hits[user] ?? 0;
    all += questions[user] ?? 0;
  }
  return found / all;
}

function sumOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

export function meanOf(values: Float64Array): number {
  return values.length === 0 ? 0 : sumOf(values) / values.length;
}

function resample(count: number, random: Random, once: (pick: () => number) => number): number[] {
  const pick = (): number => random.below(count);
  return count === 0
    ? []
    : Array.from({ length: RESAMPLES }, () => once(pick)).toSorted((a, b) => a - b);
}

function ends(sorted: readonly number[]): { low: number; high: number } {
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  return { low: at(0.025), high: at(0.975) };
}
