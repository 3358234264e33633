// Clips that a viewer has seen, the longest ago first: they come when nothing unseen is left, and rank below everything else.

import type { FeedQuery } from '../query.ts';

/** Clips that are looked at for a viewer whose older ones cannot be listed; where in the house it begins is drawn. */
const LOOK_MAX = 5_000;
/** Whoever saw less than this part of a house has unseen clips left: nothing is looked for. */
const SEEN_PART = 0.5;

/** @returns at most `most` item indexes. Cost: microseconds; a fraction of a millisecond for who saw half of a large house. */
export function oldestSeen(query: FeedQuery, most: number): number[] {
  const { seen, items, work } = query;
  const { seenItems, seenCount } = work.candidates;
  const known: { item: number; atMs: number }[] = [];
  const total = seen.total ?? seen.size;
  const hasMore = total > seen.size && total >= items.count * SEEN_PART;
  const latestMs = hasMore ? Infinity : timeOfNth(query, most);
  for (let at = 0; at < seenCount; at += 1) {
    const item = seenItems[at] ?? 0;
    const atMs = work.candidates.seenAt(item);
    if (atMs <= latestMs) known.push({ item, atMs });
  }
  if (hasMore) known.push(...olderOnes(query));
  return known
    .toSorted((a, b) => a.atMs - b.atMs || a.item - b.item)
    .slice(0, most)
    .map(({ item }) => item);
}

// Numbers alone are sorted ten times as fast: who cannot be among the oldest is left out before.
function timeOfNth({ work: { candidates } }: FeedQuery, nth: number): number {
  const { seenItems, seenCount } = candidates;
  if (seenCount <= nth) return Infinity;
  const times = new Float64Array(seenCount);
  for (let at = 0; at < seenCount; at += 1) times[at] = candidates.seenAt(seenItems[at] ?? 0);
  times.sort();
  return times[nth - 1] ?? Infinity;
}

// Those of the sketch: it answers for an item and cannot be listed.
function olderOnes({ seen, items, random }: FeedQuery): { item: number; atMs: number }[] {
  const listed = new Set(seen.keys());
  const first = items.count > LOOK_MAX ? random.below(items.count) : 0;
  const older: { item: number; atMs: number }[] = [];
  for (let step = 0; step < Math.min(items.count, LOOK_MAX); step += 1) {
    const item = (first + step) % items.count;
    const { videoId } = items.facts(item);
    const atMs = listed.has(videoId) ? undefined : seen.get(videoId);
    if (atMs !== undefined) older.push({ item, atMs });
  }
  return older;
}
