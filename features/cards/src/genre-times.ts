// How soon a genre's news is old. Data of the region, with an author and an end, not code.

import { DAY_MS, HOUR_MS } from '@jhalak/kernel';

interface GenreTimes {
  /** A card is worth half of it after this long. */
  halfLifeMs: number;
  /** A card without an end of its own ends after this long. */
  lifeMs: number;
}

/** Author: the founders; from 2026-11-22 until measured ones replace them (issue 6). */
const GENRE_TIMES: Readonly<Record<string, GenreTimes>> = {
  news: { halfLifeMs: 8 * HOUR_MS, lifeMs: 2 * DAY_MS },
  sports: { halfLifeMs: 12 * HOUR_MS, lifeMs: 2 * DAY_MS },
  comedy: { halfLifeMs: 3 * DAY_MS, lifeMs: 14 * DAY_MS },
  music: { halfLifeMs: 4 * DAY_MS, lifeMs: 21 * DAY_MS },
  dance: { halfLifeMs: 4 * DAY_MS, lifeMs: 21 * DAY_MS },
  food: { halfLifeMs: 7 * DAY_MS, lifeMs: 28 * DAY_MS },
  travel: { halfLifeMs: 7 * DAY_MS, lifeMs: 28 * DAY_MS },
  learning: { halfLifeMs: 14 * DAY_MS, lifeMs: 28 * DAY_MS },
};
/** Of a genre that nobody has written down yet. */
const OTHERS: GenreTimes = { halfLifeMs: 2 * DAY_MS, lifeMs: 7 * DAY_MS };

/** @returns how soon cards of this genre are old. */
export function genreTimes(genre: string): GenreTimes {
  return GENRE_TIMES[genre] ?? OTHERS;
}

/** @returns what is left of a card's worth, (0, 1]; a card from the future counts as new. */
export function freshness(genre: string, happenedAtMs: number, nowMs: number): number {
  return 2 ** (-Math.max(0, nowMs - happenedAtMs) / genreTimes(genre).halfLifeMs);
}
