// The states or provinces of this country, as dated rows: which there are now, and whether somebody can say that they live in one.

import { problem } from '@jhalak/contracts';
import type { Clock } from '@jhalak/kernel';
import type { Database } from '@jhalak/ports';

/** More than any country has. */
const PLACES_MAX = 200;

const LIST = {
  name: 'accounts.home_places',
  text: `SELECT place, name FROM home_places
    WHERE country = $1 AND from_ms <= $2 AND (until_ms IS NULL OR until_ms > $2) ORDER BY name, place LIMIT ${PLACES_MAX}`,
};

export interface HomePlace {
  /** ISO 3166-2. */
  place: string;
  /** As it is written in English, or by those who live there. */
  name: string;
}

export class HomePlaces {
  readonly #deps: { database: Database; clock: Clock; country: string };

  /** @param deps.country ISO 3166-1 in small letters, as the cell's region. */
  constructor(deps: { database: Database; clock: Clock; country: string }) {
    this.#deps = deps;
  }

  /** @returns those that there are now, by name; none where no rows tell of the country. Cost: one short statement. */
  async list(): Promise<HomePlace[]> {
    const { database, clock, country } = this.#deps;
    return await database.query<HomePlace>(LIST, [country, clock.nowMs()]);
  }

  /** @returns whether there is such a one now. Cost: as `list`. */
  async has(place: string): Promise<boolean> {
    return (await this.list()).some((one) => one.place === place);
  }

  /** @throws `place.unknown` for one that there is not, or not now. */
  async check(place: string): Promise<void> {
    if (await this.has(place)) return;
    throw problem(
      'place.unknown',
      'There is no such state or province here; choose one of the list at /v1/places.',
    );
  }
}
