// The job queue: graphile-worker in its own schema of the same database, so that a job and the change that asks for it
// commit together.

import { messageOf, type Logger as HouseLogger } from '@jhalak/kernel';
import type { Job, JobHandler, Jobs, JsonObject, Tx } from '@jhalak/ports';
import { Logger, run, runMigrations, runOnce, type JobHelpers, type Runner, type TaskList } from 'graphile-worker';
import type pg from 'pg';
import type { PostgresDatabase } from './database.ts';

/** Held shared by every running worker; whoever gets it alone knows that no other worker is alive. */
const WORKERS_LOCK = 0x6a68616c616c;
const POLL_MS = 500;
const MAX_ATTEMPTS_DEFAULT = 5;
/** A stopping worker lets running jobs finish for this long, then aborts them; they run again at the next start. */
const GRACE_MS = 2_000;

const ADD = {
  name: 'jobs.add',
  text: 'SELECT graphile_worker.add_job($1, payload := $2::json, max_attempts := $3, job_key := $4)',
};

export class PostgresJobs implements Jobs {
  readonly #database: PostgresDatabase;
  readonly #logger: HouseLogger;
  #runner: Runner | undefined;
  #alive: pg.PoolClient | undefined;

  /** Installs or upgrades the queue's schema. */
  static async open(database: PostgresDatabase, logger: HouseLogger): Promise<PostgresJobs> {
    await runMigrations({ pgPool: database.pool, logger: queueLogger(logger) });
    return new PostgresJobs(database, logger);
  }

  private constructor(database: PostgresDatabase, logger: HouseLogger) {
    this.#database = database;
    this.#logger = logger;
  }

  async enqueue(tx: Tx, job: Job): Promise<void> {
    await tx.query(ADD, [
      job.task,
      JSON.stringify(job.payload),
      job.maxAttempts ?? MAX_ATTEMPTS_DEFAULT,
      job.key ?? null,
    ]);
  }

  async start(handlers: Readonly<Record<string, JobHandler>>, options: { concurrency: number }): Promise<void> {
    await this.#releaseJobsOfTheDead();
    this.#runner = await run({
      pgPool: this.#database.pool,
      taskList: taskList(handlers),
      concurrency: options.concurrency,
      noHandleSignals: true,
      logger: queueLogger(this.#logger),
      preset: { worker: { pollInterval: POLL_MS, gracefulShutdownAbortTimeout: GRACE_MS } },
    });
  }

  // graphile-worker gives a killed worker's jobs back after four hours; a person waits for these.
  async #releaseJobsOfTheDead(): Promise<void> {
    const client = await this.#database.pool.connect();
    this.#alive = client;
    const alone = await client.query<{ got: boolean }>('SELECT pg_try_advisory_lock($1) AS got', [WORKERS_LOCK]);
    if (alone.rows[0]?.got === true) {
      await client.query(
        `SELECT graphile_worker.force_unlock_workers(array_agg(DISTINCT locked_by)) FROM graphile_worker._private_jobs
         WHERE locked_by IS NOT NULL HAVING count(*) > 0`,
      );
      await client.query('SELECT pg_advisory_lock_shared($1)', [WORKERS_LOCK]);
      await client.query('SELECT pg_advisory_unlock($1)', [WORKERS_LOCK]);
    } else {
      await client.query('SELECT pg_advisory_lock_shared($1)', [WORKERS_LOCK]);
    }
  }

  async drain(handlers: Readonly<Record<string, JobHandler>>): Promise<void> {
    await runOnce({
      pgPool: this.#database.pool,
      taskList: taskList(handlers),
      noHandleSignals: true,
      logger: queueLogger(this.#logger),
    });
  }

  async stop(): Promise<void> {
    await this.#runner?.stop();
    this.#runner = undefined;
    // Destroying the session frees its advisory lock.
    this.#alive?.release(true);
    this.#alive = undefined;
  }
}

function taskList(handlers: Readonly<Record<string, JobHandler>>): TaskList {
  return Object.fromEntries(
    Object.entries(handlers).map(([task, handler]) => [
      task,
      async (payload: unknown, helpers: JobHelpers) => {
        await handler(payload as JsonObject, {
          attempt: helpers.job.attempts,
          maxAttempts: helpers.job.max_attempts,
          signal: helpers.abortSignal ?? new AbortController().signal,
        });
      },
    ]),
  );
}

function queueLogger(logger: HouseLogger): Logger {
  return new Logger(() => (level, message, meta) => {
    if (level === 'error') logger.error({ queue: messageOf(message), detail: messageOf(meta?.error ?? '') }, 'the job queue reports an error');
    else if (level === 'warning') logger.warn({ queue: messageOf(message) }, 'the job queue warns');
  });
}
