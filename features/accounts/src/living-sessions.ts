// Which of many sessions may still be used: asked by who keeps connections open longer than a request lasts.

import type { Database } from '@jhalak/ports';

const LIVING = {
  name: 'accounts.living_sessions',
  short: true,
  text: `SELECT s.session_id FROM sessions s JOIN unnest($1::uuid[]) AS p(person_id) USING (person_id)
    WHERE s.region = $2 AND s.expires_at_ms > $3`,
};
/** One statement never asks for more. */
const PEOPLE_PER_QUERY = 2_000;

/** @returns the ids of those that live. Cost: a point read a person, many in one query. */
export async function livingSessions(
  { database, region }: { database: Database; region: string },
  sessions: readonly { personId: string; sessionId: string }[],
  nowMs: number,
): Promise<ReadonlySet<string>> {
  const people = [...new Set(sessions.map(({ personId }) => personId))];
  const asked = new Set(sessions.map(({ sessionId }) => sessionId));
  const living = new Set<string>();
  for (let from = 0; from < people.length; from += PEOPLE_PER_QUERY) {
    const some = people.slice(from, from + PEOPLE_PER_QUERY);
    for (const row of await database.query<{ session_id: string }>(LIVING, [some, region, nowMs]))
      if (asked.has(row.session_id)) living.add(row.session_id);
  }
  return living;
}
