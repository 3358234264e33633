// Stops writing at the database itself. New sessions take the database's word that they only read; sessions that stand
// already do not hear of it, so they are ended: idle ones at once, working ones when they had their time.

import { problem } from '@jhalak/contracts';
import type { EndedSessions, Tx } from '@jhalak/ports';
import type pg from 'pg';

/** What PostgreSQL says to a write in a session that only reads. */
const READ_ONLY_SQLSTATE = '25006';
/** Programs that know of the stop give up their connections by themselves; only then are idle ones ended for them. */
const RENEW_GRACE_MS = 1_200;
/** A statement that began before may take this long: requests have a deadline, and writes of ours take milliseconds. */
const WORKING_GRACE_MS = 5_000;
/** Then it is cancelled, and this much later its session is ended. */
const CANCELLED_GRACE_MS = 2_000;
/** A session that outlives being ended for this long hangs in the kernel: the machine is at fault. */
const ENDED_GRACE_MS = 20_000;
const LOOK_EVERY_MS = 50;

/** @returns whether it is a write that the database refused because the cell is frozen, also as a cause. */
export function isReadOnlyError(error: unknown): boolean {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1)
    if ('code' in at && at.code === READ_ONLY_SQLSTATE) return true;
  return false;
}

/** Ended by an administrator, or found closed while asking. */
const LOST_CODES: ReadonlySet<unknown> = new Set(['57P01', 'EPIPE', 'ECONNRESET']);

/** @returns whether the session itself was ended, also as a cause: nothing is known of what it was asked. */
export function isLostSession(error: unknown): boolean {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    if ('code' in at && LOST_CODES.has(at.code)) return true;
    // What pg says when the socket closed before an answer came.
    if (at.message.startsWith('Connection terminated')) return true;
  }
  return false;
}

/** @returns what a caller is told of such a write; anything else as it is. */
export function frozenOr(error: unknown): unknown {
  if (!isReadOnlyError(error)) return error;
  return problem(
    'cell.frozen',
    'This cell is being handed over, and nothing can be changed at the moment. Try again in a minute.',
    { cause: error, retryAfterS: 10 },
  );
}

export async function isReadOnly(pool: pg.Pool): Promise<boolean> {
  const { rows } = await pool.query<{ is: boolean }>(
    `SELECT EXISTS (SELECT 1 FROM pg_db_role_setting AS kept
       JOIN pg_database AS own ON own.oid = kept.setdatabase AND own.datname = current_database()
       WHERE kept.setrole = 0 AND 'default_transaction_read_only=on' = ANY(kept.setconfig)) AS is`,
  );
  return rows[0]?.is === true;
}

/** Names of databases cannot be given as values: PostgreSQL quotes this one itself. */
export async function setReadOnly(tx: Tx, readOnly: boolean): Promise<void> {
  const change = readOnly
    ? 'SET default_transaction_read_only = on'
    : 'RESET default_transaction_read_only';
  await tx.query({
    name: `postgres.write_stop_${readOnly ? 'on' : 'off'}`,
    text: `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I ${change}', current_database()); END $$`,
  });
}

interface Elder {
  pid: number;
  state: string;
}

const ELDERS = `SELECT pid, coalesce(state, '') AS state FROM pg_stat_activity
  WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
    AND backend_start < $1::timestamptz`;

/** Waits for, and then ends, what began before now. The client stands for the whole time, so it does not count itself. */
export async function endElderSessions(client: pg.PoolClient): Promise<EndedSessions> {
  const since = await client.query<{ at: string }>('SELECT clock_timestamp()::text AS at');
  const at = since.rows[0]?.at;
  const ended: EndedSessions = { idle: 0, working: 0 };
  const startedMs = performance.now();
  const act = async (what: 'cancel' | 'terminate', pid: number): Promise<void> => {
    await client.query(`SELECT pg_${what}_backend($1)`, [pid]);
  };
  const told = new Set<number>();
  for (;;) {
    const { rows } = await client.query<Elder>(ELDERS, [at]);
    if (rows.length === 0) return ended;
    const passedMs = performance.now() - startedMs;
    if (passedMs > ENDED_GRACE_MS)
      throw problem(
        'unavailable',
        'A session of the database does not end; nothing is frozen yet.',
      );
    for (const { pid, state } of rows) {
      if (state === 'idle') {
        if (passedMs < RENEW_GRACE_MS) continue;
        if (!told.has(pid)) ended.idle += 1;
        told.add(pid);
        await act('terminate', pid);
      } else if (passedMs > WORKING_GRACE_MS + CANCELLED_GRACE_MS) {
        if (!told.has(pid)) ended.working += 1;
        told.add(pid);
        await act('terminate', pid);
      } else if (passedMs > WORKING_GRACE_MS) await act('cancel', pid);
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
