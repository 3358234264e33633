// Jobs that were waiting or running in the moment of the backup. A job commits with the change that asks for it, so it
// must come back with that change. The queue's own schema stays behind: a job is carried as what was asked for, and asked
// for again.

import { join } from 'node:path';
import type { BackupManifest } from './backup-format.ts';
import { JOBS_PATH } from './backup-format.ts';
import type { LongTransaction } from './long-transaction.ts';
import { copyIn, copyOut, type CopiedRows } from './table-streams.ts';

/** Those that have failed for good stay behind. The payload is not in the queue's public view. */
const WAITING = `(SELECT t.identifier, j.payload, j.key, j.max_attempts
  FROM graphile_worker._private_jobs AS j JOIN graphile_worker._private_tasks AS t ON t.id = j.task_id
  WHERE j.attempts < j.max_attempts OR j.locked_at IS NOT NULL ORDER BY j.id)`;
/** What the same columns are in a database whose queue was never opened. */
const NONE = `(SELECT NULL::text, NULL::json, NULL::text, NULL::int WHERE false)`;

/** Writes them to the backup's folder. */
export async function copyJobsOut(
  tx: LongTransaction,
  folder: string,
  signal: AbortSignal,
): Promise<CopiedRows> {
  const [queue] = await tx.query<{ opened: boolean }>({
    name: 'backup.has_queue',
    text: `SELECT to_regclass('graphile_worker._private_jobs') IS NOT NULL AS opened`,
  });
  const what = queue?.opened === true ? WAITING : NONE;
  return await copyOut(tx, what, join(folder, JOBS_PATH), { signal, onBytes: () => undefined });
}

/** Brings them back. The queue must be open. */
export async function copyJobsIn(
  tx: LongTransaction,
  folder: string,
  jobs: BackupManifest['jobs'],
  signal: AbortSignal,
): Promise<void> {
  await tx.query({
    name: 'restore.jobs_table',
    text: `CREATE TEMPORARY TABLE restored_jobs (nth bigint GENERATED ALWAYS AS IDENTITY, task text NOT NULL,
      payload json NOT NULL, key text, max_attempts int NOT NULL) ON COMMIT DROP`,
  });
  await copyIn(
    tx,
    'restored_jobs (task, payload, key, max_attempts)',
    join(folder, JOBS_PATH),
    { name: 'the waiting jobs', ...jobs },
    { signal, onBytes: () => undefined },
  );
  await askAgain(tx, 'SELECT task, payload, key, max_attempts FROM restored_jobs ORDER BY nth');
}

/**
 * Asks for jobs again, in the order in which they were asked for. The queue must be open.
 *
 * @param jobs a query that gives `task`, `payload` (json), `key` and `max_attempts`.
 */
export async function askAgain(tx: LongTransaction, jobs: string): Promise<void> {
  await tx.connection.query(
    `SELECT count(graphile_worker.add_job(task, payload := payload, max_attempts := max_attempts, job_key := key))
      FROM (${jobs}) AS job`,
  );
}
