// While a backup or packages are brought in, files lie here for hours or days before the rows that name them: nobody may take
// them for files of nobody. Whoever brings them holds a lock of the database, which ends with them however they end.

import type { Queries } from '@jhalak/ports';
import type { PostgresDatabase } from '@jhalak/postgres';
import { longTransaction } from '../backup/long-transaction.ts';

/** Any number that nothing else locks. */
const LOCK = 7_302_117;

/** Runs `work`, which puts files first and their rows later. Cost: a connection for as long as it takes. */
export async function whileFilesCome<Result>(
  database: PostgresDatabase,
  work: () => Promise<Result>,
): Promise<Result> {
  return await longTransaction(database, 'write', async (tx) => {
    await tx.query({ name: 'storage.coming', text: 'SELECT pg_advisory_xact_lock_shared($1)' }, [
      LOCK,
    ]);
    return await work();
  });
}

/** Whether somebody brings files now. Cost: one short query. */
export async function filesAreComing(on: Queries): Promise<boolean> {
  // Had for this statement alone, and by nobody who brings files.
  const [row] = await on.query<{ free: boolean }>(
    { name: 'storage.are_coming', text: 'SELECT pg_try_advisory_xact_lock($1) AS free' },
    [LOCK],
  );
  return row?.free !== true;
}
