// The job queue: graphile-worker in its own schema of the same database, so that a job and the change that asks for it
// commit together. It relies on the columns of graphile-worker's job table, whose version is pinned.

import { messageOf, type Logger as HouseLogger } from '@jhalak/kernel';
import type { Job, JobHandler, Jobs, JsonObject, Tx } from '@jhalak/ports';
import {
  Logger,
  run,
  runMigrations,
  runOnce,
  type JobHelpers,
  type Runner,
  type TaskList,
  type WorkerPool,
} from 'graphile-worker';
import type { PostgresDatabase } from './database.ts';
import { releaseJobsOfTheDead, WorkerLease } from './worker-lease.ts';

const POLL_MS = 500;
const MAX_ATTEMPTS_DEFAULT = 5;
/** A stopping worker lets running jobs finish for this long, then aborts them; they run again at the next start. */
const GRACE_MS = 2_000;
/** A killed worker's jobs go on within this time where another worker lives; one small query each. */
const DEAD_CHECK_MS = 2_000;
/**
 * Without a batch graphile-worker does not wait for its own notes of success and failure, nor catches their errors; with
 * one, even of no delay, it does both.
 */
const NOTED = { completeJobBatchDelay: 0, failJobBatchDelay: 0 };
/** When the queue itself gives up (the database was away for long), it is started again after this time. */
const RESTART_MS = 1_000;

const ADD = {
  name: 'jobs.add',
  text: `SELECT graphile_worker.add_job($1, payload := $2::json, max_attempts := $3, job_key := $4,
    job_key_mode := $5)`,
};
// Also where graphile-worker has not noted the failure: whichever comes first, the other changes nothing.
const GIVE_BACK = {
  name: 'jobs.give_back',
  text: `UPDATE graphile_worker._private_jobs
    SET attempts = greatest(attempts - 1, 0), run_at = now(), last_error = 'its worker was stopped',
      locked_by = NULL, locked_at = NULL
    WHERE id = ANY($1::bigint[]) AND (locked_by IS NULL OR locked_by = ANY($2))`,
};

export interface JobsOptions {
  /** Default 2 s. */
  graceMs?: number;
  /** Default 2 s. */
  deadCheckMs?: number;
}

type Handlers = Readonly<Record<string, JobHandler>>;

/** One started pool of workers. */
interface Work {
  handlers: Handlers;
  concurrency: number;
  runner: Runner | undefined;
  restart: NodeJS.Timeout | undefined;
  /** Under whose names it has worked. */
  pools: WorkerPool[];
  /** Jobs that ended because the worker was asked to stop. */
  interrupted: string[];
}

export class PostgresJobs implements Jobs {
  readonly #database: PostgresDatabase;
  readonly #logger: HouseLogger;
  readonly #options: Required<JobsOptions>;
  readonly #lease: WorkerLease;
  /** Pools that were started and not stopped. */
  readonly #works = new Set<Work>();
  #deadCheck: NodeJS.Timeout | undefined;

  /** Installs or upgrades the queue's schema. */
  static async open(
    database: PostgresDatabase,
    logger: HouseLogger,
    options: JobsOptions = {},
  ): Promise<PostgresJobs> {
    await runMigrations({ pgPool: database.pool, logger: queueLogger(logger) });
    return new PostgresJobs(database, logger, options);
  }

  private constructor(database: PostgresDatabase, logger: HouseLogger, options: JobsOptions) {
    this.#database = database;
    this.#logger = logger;
    this.#lease = new WorkerLease(database.pool, logger);
    this.#options = {
      graceMs: options.graceMs ?? GRACE_MS,
      deadCheckMs: options.deadCheckMs ?? DEAD_CHECK_MS,
    };
  }

  async enqueue(tx: Tx, job: Job): Promise<void> {
    await tx.query(ADD, [
      job.task,
      JSON.stringify(job.payload),
      job.maxAttempts ?? MAX_ATTEMPTS_DEFAULT,
      job.key ?? null,
      job.ifKnown === 'keep' ? 'unsafe_dedupe' : 'replace',
    ]);
  }

  async start(handlers: Handlers, options: { concurrency: number }): Promise<void> {
    const taken = Object.keys(handlers).find((task) =>
      [...this.#works].some((other) => Object.hasOwn(other.handlers, task)),
    );
    if (taken !== undefined) throw new Error(`a pool of workers for ${taken} works already`);
    const work: Work = {
      handlers,
      concurrency: options.concurrency,
      runner: undefined,
      restart: undefined,
      pools: [],
      interrupted: [],
    };
    this.#works.add(work);
    // graphile-worker gives a killed worker's jobs back after four hours; a person waits for these.
    this.#deadCheck ??= setInterval(
      () => void this.#releaseDead(),
      this.#options.deadCheckMs,
    ).unref();
    await this.#releaseDead();
    await this.#launch(work);
  }

  async #launch(work: Work): Promise<void> {
    const runner = await run({
      pgPool: this.#database.pool,
      taskList: taskList(work.handlers, work.interrupted),
      concurrency: work.concurrency,
      noHandleSignals: true,
      logger: queueLogger(this.#logger),
      preset: {
        plugins: [leasePlugin(this.#lease, work.pools)],
        worker: {
          ...NOTED,
          pollInterval: POLL_MS,
          gracefulShutdownAbortTimeout: this.#options.graceMs,
        },
      },
    });
    // Asked to stop meanwhile.
    if (!this.#works.has(work)) return await runner.stop();
    work.runner = runner;
    const ended = (error?: unknown): void => void this.#ended(work, error);
    runner.promise.then(() => ended(), ended);
  }

  // The queue ended by itself: its jobs must not wait until the next start of the program.
  async #ended(work: Work, error: unknown): Promise<void> {
    if (!this.#works.has(work)) return;
    this.#logger.error(
      { error: messageOf(error ?? 'it ended') },
      'the job queue has stopped; starting it again',
    );
    for (const pool of work.pools.splice(0))
      await this.#lease.letGo(pool.id).catch(() => undefined);
    work.restart = setTimeout(() => {
      if (!this.#works.has(work)) return;
      this.#launch(work).catch((failure: unknown) => this.#ended(work, failure));
    }, RESTART_MS);
  }

  async #releaseDead(): Promise<void> {
    try {
      const count = await releaseJobsOfTheDead(this.#database);
      if (count > 0) this.#logger.warn({ count }, 'jobs of a killed worker run again');
    } catch (error) {
      this.#logger.warn(
        { error: messageOf(error) },
        'jobs of killed workers could not be looked for; trying again',
      );
    }
  }

  async drain(handlers: Handlers): Promise<void> {
    const lease = new WorkerLease(this.#database.pool, this.#logger);
    try {
      await runOnce({
        pgPool: this.#database.pool,
        taskList: taskList(handlers, []),
        noHandleSignals: true,
        logger: queueLogger(this.#logger),
        preset: { plugins: [leasePlugin(lease, [])], worker: NOTED },
      });
    } finally {
      await lease.close();
    }
  }

  async stop(): Promise<void> {
    clearInterval(this.#deadCheck);
    this.#deadCheck = undefined;
    const works = [...this.#works];
    this.#works.clear();
    await Promise.all(works.map((work) => this.#stopOne(work)));
    // After all of them: the lease is what tells other processes that this one lives.
    await this.#lease.close();
  }

  async #stopOne(work: Work): Promise<void> {
    clearTimeout(work.restart);
    await work.runner?.stop().catch((error: unknown) => {
      this.#logger.warn({ error: messageOf(error) }, 'the job queue did not stop cleanly');
    });
    // Being stopped is not a failure: it costs no try, and nobody waits for the retry's delay.
    if (work.interrupted.length > 0) {
      const names = work.pools.map((pool) => pool.id);
      await this.#database.query(GIVE_BACK, [work.interrupted, names]);
    }
  }
}

// Takes the lease before a worker asks for its first job.
function leasePlugin(lease: WorkerLease, pools: WorkerPool[]): GraphileConfig.Plugin {
  return {
    name: 'JhalakLeasePlugin',
    version: '1.0.0',
    worker: {
      hooks: {
        startWorker: async (_context, { worker }) => {
          pools.push(worker.workerPool);
          await lease.hold(worker.workerPool.id);
        },
      },
    },
  };
}

function taskList(handlers: Handlers, interrupted: string[]): TaskList {
  return Object.fromEntries(
    Object.entries(handlers).map(([task, handler]) => [
      task,
      async (payload: unknown, { job, abortSignal }: JobHelpers) => {
        const signal = abortSignal ?? new AbortController().signal;
        try {
          await handler(payload as JsonObject, {
            attempt: job.attempts,
            maxAttempts: job.max_attempts,
            signal,
          });
        } catch (error) {
          if (signal.aborted) interrupted.push(job.id);
          throw error;
        }
      },
    ]),
  );
}

function queueLogger(logger: HouseLogger): Logger {
  return new Logger(() => (level, message, meta) => {
    const fields = { queue: messageOf(message), detail: messageOf(meta?.['error'] ?? '') };
    if (level === 'error') logger.error(fields, 'the job queue reports an error');
    else if (level === 'warning') logger.warn(fields, 'the job queue warns');
  });
}
