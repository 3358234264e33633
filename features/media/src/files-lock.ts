// The files of one clip, moved to another disk by one process and deleted by another: one after the other. A copy that is under
// way while its original is deleted would stay on the slower disk, and its row, which says that nobody wants it, goes only later.

import type { Database } from '@jhalak/ports';

/**
 * Runs `work` while nobody else moves or deletes files of this clip. The database ends it with the process, also with a killed
 * one.
 *
 * Cost: a connection for as long as it takes; who deletes waits for the copy of one file, a gigabyte at most.
 */
export async function aloneWithFiles<Result>(
  database: Database,
  videoId: string,
  work: () => Promise<Result>,
): Promise<Result> {
  return await database.transaction(async (tx) => {
    await tx.query({
      name: 'media.files_patience',
      // The limits that protect a serving cell are shorter than a copy to a slow disk; nothing is written in here.
      text: `SELECT set_config('statement_timeout', '0', true),
        set_config('idle_in_transaction_session_timeout', '0', true)`,
    });
    await tx.query(
      {
        name: 'media.files_alone',
        text: 'SELECT pg_advisory_xact_lock(hashtextextended($1, 0))',
      },
      [`media files ${videoId}`],
    );
    return await work();
  });
}
