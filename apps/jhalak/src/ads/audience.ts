// How many people were here lately whom a targeting fits: for reach estimates. It counts and gives out no one.

import type { Audience } from '@jhalak/ads';
import type { Database } from '@jhalak/ports';

/** People looked at for one estimate, whoever was here last; of more, the same share is assumed. Some 200 ms. */
const PEOPLE_LOOKED_AT = 200_000;
/** How many are here is the same question for every targeting. */
const COUNT_LIFE_MS = 600_000;

/** @returns what counts an audience. Cost: a count over an index each ten minutes, and a look at a bounded sample each time. */
export function audienceCounter(
  database: Database,
  nowMs: () => number,
): (audience: Audience) => Promise<number> {
  let known: { people: number; sinceMs: number; untilMs: number } | undefined;
  const everybody = async (sinceMs: number): Promise<number> => {
    if (known === undefined || known.sinceMs !== sinceMs || known.untilMs <= nowMs()) {
      const [row] = await database.query<{ people: number }>(
        {
          name: 'ads.people_lately',
          text: 'SELECT count(*) AS people FROM person_activity WHERE last_active_at_ms >= $1',
        },
        [sinceMs],
      );
      known = { people: row?.people ?? 0, sinceMs, untilMs: nowMs() + COUNT_LIFE_MS };
    }
    return known.people;
  };
  return async ({ languages, genres, interests, sinceMs }) => {
    const [row] = await database.query<{ looked: number; fitting: number }>(
      {
        name: 'ads.people_fitting',
        text: `SELECT count(*) AS looked, count(*) FILTER (WHERE p.deletion_due_at_ms IS NULL
            AND (cardinality($2::text[]) = 0 OR p.languages && $2) AND (cardinality($3::text[]) = 0 OR p.genres && $3)
            AND (cardinality($4::text[]) = 0 OR (p.genres && $4 AND p.age_band = '18plus' AND p.consent_ads))) AS fitting
          FROM (SELECT person_id FROM person_activity WHERE last_active_at_ms >= $1
            ORDER BY last_active_at_ms DESC LIMIT ${PEOPLE_LOOKED_AT}) a JOIN persons p USING (person_id)`,
      },
      [sinceMs, languages, genres, interests],
    );
    if (row === undefined || row.looked === 0) return 0;
    if (row.looked < PEOPLE_LOOKED_AT) return row.fitting;
    return (row.fitting / row.looked) * (await everybody(sinceMs));
  };
}
