// Which accounts are suspended, asked of the rows: for work that runs where nothing keeps them in memory.

import type { Queries } from '@jhalak/ports';

const SUSPENDED_AMONG = {
  name: 'visibility.suspended_among',
  text: 'SELECT person_id FROM visibility_people WHERE person_id = ANY($1::uuid[]) AND suspended',
};

/** @returns those of these people whose account moderators suspended, as of the last journal window. Cost: one query. */
export async function suspendedAmong(
  on: Queries,
  personIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await on.query<{ person_id: string }>(SUSPENDED_AMONG, [personIds]);
  return new Set(rows.map((row) => row.person_id));
}
