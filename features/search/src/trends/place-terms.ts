// How many people a state's figures need: dated data, asked at each question about a state.

import { TREND_FLOOR } from '@jhalak/contracts/trends';
import type { Clock } from '@jhalak/kernel';
import type { Database } from '@jhalak/ports';

const TERMS = {
  name: 'search.place_terms',
  text: 'SELECT people_min FROM search_place_terms WHERE from_ms <= $1 ORDER BY from_ms DESC LIMIT 1',
};

/** @returns the number in force, at least the country's own floor. Cost: one point read. */
export async function placePeopleMin(database: Database, clock: Clock): Promise<number> {
  const [row] = await database.query<{ people_min: number }>(TERMS, [clock.nowMs()]);
  if (row === undefined)
    throw new Error('search_place_terms has no row in force: the release brings one');
  return Math.max(row.people_min, TREND_FLOOR);
}
