// The bytes of originals as they were received, from before originals were sealed. While a backup is made none of them goes: its
// rows are of a moment in which they may still have been the only copy. Sealing goes on meanwhile; what was sealed is in the
// backup as soon as its rows name it.

import type { Queries } from '@jhalak/ports';

/** Any number that nothing else locks. */
const LOCK = 7_302_118;

/**
 * From when it returns until the transaction ends no plain original is taken away; one that is just going is gone before. The
 * database ends it with whoever asked, however they end.
 *
 * Cost: waits for the deletion of one file at most.
 */
export async function keepPlainOriginals(tx: Pick<Queries, 'query'>): Promise<void> {
  await tx.query({ name: 'media.keep_plain', text: 'SELECT pg_advisory_xact_lock_shared($1)' }, [
    LOCK,
  ]);
}

/** @returns whether one may be taken away in this transaction: false while anybody keeps them. */
export async function mayTakePlain(tx: Pick<Queries, 'query'>): Promise<boolean> {
  const [row] = await tx.query<{ free: boolean }>(
    { name: 'media.take_plain', text: 'SELECT pg_try_advisory_xact_lock($1) AS free' },
    [LOCK],
  );
  return row?.free === true;
}
