// How much a story moves: its independent origins, each worth less as it grows old. A hundred reports of one agency's
// text are one origin, and count once.

import { HOUR_MS } from '@jhalak/kernel';

/** A story that nobody new takes up is worth half after this time: news of the morning is background in the evening. */
const HALF_LIFE_MS = 8 * HOUR_MS;
/** So many fresh origins make a trend of one half. */
const HALF_AT = 3;
/** Of a story without any origin; below every real one. */
const NO_RANK = 0;

/**
 * @param takenUpAtMs when each independent origin first told it.
 * @returns the logarithm (base 2) of the decayed count as of 1970: two stories keep their order while time passes, so
 *   that it can be stored and sorted by. Cost: linear.
 */
export function trendRank(takenUpAtMs: readonly number[]): number {
  if (takenUpAtMs.length === 0) return NO_RANK;
  const exponents = takenUpAtMs.map((atMs) => atMs / HALF_LIFE_MS);
  const most = Math.max(...exponents);
  return most + Math.log2(exponents.reduce((sum, one) => sum + 2 ** (one - most), 0));
}

/** @returns 0 to 1 at a moment: how fast independent origins take it up. */
export function trendAt(rank: number, nowMs: number): number {
  const origins = 2 ** (rank - nowMs / HALF_LIFE_MS);
  return origins / (origins + HALF_AT);
}
