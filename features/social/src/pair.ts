// Two people and what stands between them. Whatever lets one follow the other and whatever keeps them apart are written one after
// the other: a follow that is let in while a block is written would outlast it, and be there again when the block ends.

import type { Tx } from '@jhalak/ports';

/** Waits for whoever changes the same two; held to the end of the transaction. Cost: one statement. */
export async function lockPair(tx: Tx, one: string, other: string): Promise<void> {
  await tx.query(
    {
      name: 'social.lock_pair',
      text: 'SELECT pg_advisory_xact_lock(hashtextextended($1, 0))',
    },
    [`social ${[one, other].toSorted().join(' ')}`],
  );
}

/** @returns whether there is a block in either direction, as it is written. Cost: two point reads on the person's node. */
export async function isBlocked(tx: Tx, personId: string, otherId: string): Promise<boolean> {
  const rows = await tx.query(
    {
      name: 'social.is_blocked',
      text: `SELECT since_ms FROM social_ties WHERE person_id = $1 AND kind = 'block' AND other_id = $2
        UNION ALL SELECT since_ms FROM social_ties_back WHERE person_id = $1 AND kind = 'block' AND other_id = $2`,
    },
    [personId, otherId],
  );
  return rows.length > 0;
}
