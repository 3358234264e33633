// What everybody watches: the same for all.

import type { Past } from '../past.ts';
import type { Scorer } from './ranked.ts';

/** @param halfLifeMs how fast watches are forgotten; Infinity counts all alike. */
export function popularity(past: Past, halfLifeMs: number): Scorer {
  const counts = new Float64Array(past.itemCount);
  for (const { items, atMs } of past.users) {
    for (const [index, item] of items.entries())
      counts[item] = (counts[item] ?? 0) + 2 ** (((atMs[index] ?? 0) - past.untilMs) / halfLifeMs);
  }
  return { score: (_items, scores) => scores.set(counts) };
}
