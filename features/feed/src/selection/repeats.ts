// Clips that a viewer has seen, the longest ago first: they come when nothing unseen is left, and rank below everything else.

import type { FeedQuery } from '../query.ts';

/** Clips that are looked at for a viewer whose older ones cannot be listed; where in the house it begins is drawn. */
const LOOK_MAX = 5_000;
/** Whoever saw less than this part of a house has unseen clips left: nothing is looked for. */
const SEEN_PART = 0.5;

/** @returns at most `most` item indexes. Cost: microseconds; a fraction of a millisecond for who saw half of a large house. */
export function oldestSeen(query: FeedQuery, most: number): number[] {
  const { seen, items } = query;
  const known: { item: number; atMs: number }[] = [];
  // Stories were seen too, on lock screens: they are no items here.
  for (const [videoId, atMs] of seen) {
    const item = items.indexOf(videoId);
    if (item !== undefined) known.push({ item, atMs });
  }
  const total = seen.total ?? seen.size;
  if (total > seen.size && total >= items.count * SEEN_PART) known.push(...olderOnes(query));
  return known
    .toSorted((a, b) => a.atMs - b.atMs || a.item - b.item)
    .slice(0, most)
    .map(({ item }) => item);
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
