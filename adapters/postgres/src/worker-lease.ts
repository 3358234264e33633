// Tells living workers from dead ones. A worker pool holds a session lock under its name for as long as it lives;
// PostgreSQL frees it with the connection, however the process ends. So whoever can take the lock of a name knows that
// nobody works under it any more. Needs real sessions: no pooler in transaction mode in between.

import { messageOf, type Logger } from '@jhalak/kernel';
import type pg from 'pg';
import type { PostgresDatabase } from './database.ts';

/** First half of every lock's number, so that ours meet no others; spells "jjob". */
const LOCK_CLASS = 0x6a6a6f62;
/** A lost session is taken up again this soon; until then others may run this worker's jobs a second time. */
const RECONNECT_MS = 500;
/**
 * A job whose worker was killed does not lose a try, this many times: kills are not its fault. Beyond it may be: a job
 * that takes its process down each time must end.
 */
const KILLS_FORGIVEN_MAX = 25;

const RELEASE_DEAD = {
  name: 'jobs.release_dead',
  text: `WITH dead AS MATERIALIZED (
      SELECT locked_by FROM (
        SELECT DISTINCT locked_by FROM graphile_worker._private_jobs WHERE locked_by IS NOT NULL
      ) AS working
      WHERE pg_try_advisory_xact_lock(${LOCK_CLASS}, hashtext(locked_by))
    ), counted AS (
      SELECT id, coalesce(substring(last_error FROM '^its worker was killed, ([0-9]+)')::int, 0) + 1 AS kills
      FROM graphile_worker._private_jobs WHERE locked_by IN (SELECT locked_by FROM dead)
    )
    UPDATE graphile_worker._private_jobs AS jobs
    SET locked_at = NULL, locked_by = NULL, last_error = 'its worker was killed, ' || kills,
      attempts = CASE WHEN kills <= ${KILLS_FORGIVEN_MAX} THEN greatest(attempts - 1, 0) ELSE attempts END
    FROM counted WHERE jobs.id = counted.id RETURNING jobs.id`,
};

/** Gives back the jobs of workers that are dead. @returns how many. Cost: one query over the jobs being worked on. */
export async function releaseJobsOfTheDead(database: PostgresDatabase): Promise<number> {
  return (await database.query(RELEASE_DEAD)).length;
}

export class WorkerLease {
  readonly #pool: pg.Pool;
  readonly #logger: Logger;
  readonly #names = new Set<string>();
  #session: Promise<pg.PoolClient> | undefined;
  #retry: NodeJS.Timeout | undefined;
  #onEnd: (() => void) | undefined;

  constructor(pool: pg.Pool, logger: Logger) {
    this.#pool = pool;
    this.#logger = logger;
  }

  /** Holds the lock of `name`; to be called before the worker takes its first job. */
  async hold(name: string): Promise<void> {
    if (this.#names.has(name)) return;
    this.#names.add(name);
    await lock(await this.#open(), name);
  }

  /** Frees the lock of a worker that has ended by itself. */
  async letGo(name: string): Promise<void> {
    if (!this.#names.delete(name) || this.#session === undefined) return;
    const session = await this.#session;
    await session.query('SELECT pg_advisory_unlock_shared($1, hashtext($2))', [LOCK_CLASS, name]);
  }

  /** Frees everything. */
  async close(): Promise<void> {
    clearTimeout(this.#retry);
    this.#names.clear();
    const opened = this.#session;
    this.#session = undefined;
    // A session that is already lost has nothing to free.
    const session = await opened?.catch(() => undefined);
    if (session === undefined) return;
    // The connection goes back to the pool and is lent again: nothing of ours may stay on it.
    if (this.#onEnd !== undefined) session.removeListener('end', this.#onEnd);
    const freed = await session.query('SELECT pg_advisory_unlock_all()').catch(() => undefined);
    session.release(freed === undefined);
  }

  async #open(): Promise<pg.PoolClient> {
    if (this.#session === undefined) {
      const session = this.#pool.connect();
      this.#session = session;
      session.then(
        (client) => {
          this.#onEnd = () => this.#lost(session, client);
          client.once('end', this.#onEnd);
        },
        () => this.#lost(session),
      );
    }
    return await this.#session;
  }

  #lost(session: Promise<pg.PoolClient>, client?: pg.PoolClient): void {
    if (this.#session !== session) return;
    this.#session = undefined;
    client?.release(true);
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => void this.#holdAgain(), RECONNECT_MS).unref();
  }

  async #holdAgain(): Promise<void> {
    try {
      const session = await this.#open();
      for (const name of this.#names) await lock(session, name);
    } catch (error) {
      // The failed session calls #lost, which tries again.
      this.#logger.warn(
        { error: messageOf(error) },
        'the lease of the job workers is lost; taking it again',
      );
    }
  }
}

async function lock(session: pg.PoolClient, name: string): Promise<void> {
  await session.query('SELECT pg_advisory_lock_shared($1, hashtext($2))', [LOCK_CLASS, name]);
}
