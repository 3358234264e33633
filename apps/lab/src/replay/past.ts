// What had happened when the split was made: the one thing that baselines may learn from. Nothing at or after the split
// is in it.

import { EVENT, type LogHistory, type ReplayLog } from './replay-log.ts';

/** One person's watches before the split, oldest first, repeats included. */
interface UserPast {
  items: Int32Array;
  atMs: Float64Array;
  /** 1 where the log calls it positive: watched for long, liked, followed or passed on. */
  positive: Uint8Array;
}

/** Everything before one moment. */
export interface Past {
  untilMs: number;
  itemCount: number;
  users: readonly UserPast[];
}

/** @returns when the oldest watches of histories are taken to have been: when the first clip was there. */
export function historyBeginMs(log: ReplayLog): number {
  let first = log.events.atMs[0] ?? 0;
  for (const { uploadedMs } of log.items) first = Math.min(first, uploadedMs);
  return first;
}

/** One watch of a history with the time that it is given. */
export interface SpreadWatch {
  item: number;
  atMs: number;
  isLong: boolean;
  isLiked: boolean;
}

/**
 * Gives a history times. The log says how many watches there were, the last fifty of them and when the last one was: they
 * are spread evenly over the time since `beginMs`. Long watches that are older than the last fifty come evenly before.
 */
export function spreadHistory(history: LogHistory, beginMs: number): SpreadWatch[] {
  const { watches, lastMs } = history;
  const recent = new Set(watches);
  const long = new Set(history.longWatches);
  const liked = new Set(history.likes);
  const older = history.longWatches.filter((item) => !recent.has(item));
  const span = Math.max(0, lastMs - beginMs);
  const gapMs = span / Math.max(1, history.length, watches.length + older.length);
  const firstMs = lastMs - gapMs * Math.max(0, watches.length - 1);
  const olderGapMs = Math.max(0, firstMs - beginMs) / (older.length + 1);
  const at = (item: number, atMs: number): SpreadWatch => ({
    item,
    atMs: Math.floor(atMs),
    isLong: long.has(item),
    isLiked: liked.has(item),
  });
  return [
    ...Array.from(older, (item, index) => at(item, beginMs + olderGapMs * (index + 1))),
    ...Array.from(watches, (item, index) => at(item, firstMs + gapMs * index)),
  ];
}

/** @returns what was before `untilMs`. Cost: one copy of the log's watches. */
export function pastOf(log: ReplayLog, untilMs: number): Past {
  const beginMs = historyBeginMs(log);
  const rows = log.users.map((_, user) => {
    const history = log.histories[user];
    return history === undefined
      ? []
      : spreadHistory(history, beginMs).filter((one) => one.atMs < untilMs);
  });
  const { events } = log;
  for (let index = 0; index < events.count && (events.atMs[index] ?? 0) < untilMs; index += 1) {
    const bits = events.bits[index] ?? 0;
    rows[events.user[index] ?? 0]?.push({
      item: events.item[index] ?? 0,
      atMs: events.atMs[index] ?? 0,
      isLong: (bits & EVENT.positive) !== 0,
      isLiked: (bits & EVENT.liked) !== 0,
    });
  }
  return {
    untilMs,
    itemCount: log.items.length,
    users: rows.map((watches) => ({
      items: Int32Array.from(watches, (one) => one.item),
      atMs: Float64Array.from(watches, (one) => one.atMs),
      positive: Uint8Array.from(watches, (one) => (one.isLong || one.isLiked ? 1 : 0)),
    })),
  };
}

/** @returns for each user whom the question concerns: what they liked in [fromMs, toMs) and had not seen before. */
export function relevantOf(
  log: ReplayLog,
  past: Past,
  fromMs: number,
  toMs: number,
): Map<number, Set<number>> {
  const { events } = log;
  const relevant = new Map<number, Set<number>>();
  const seen = new Map<number, ReadonlySet<number>>();
  for (let index = 0; index < events.count; index += 1) {
    const atMs = events.atMs[index] ?? 0;
    if (atMs < fromMs || atMs >= toMs || ((events.bits[index] ?? 0) & EVENT.positive) === 0)
      continue;
    const user = events.user[index] ?? 0;
    const item = events.item[index] ?? 0;
    const before = seen.get(user) ?? new Set(past.users[user]?.items);
    seen.set(user, before);
    if (before.has(item)) continue;
    const wanted = relevant.get(user);
    if (wanted === undefined) relevant.set(user, new Set([item]));
    else wanted.add(item);
  }
  return relevant;
}
