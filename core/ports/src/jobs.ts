// Work that happens after the reply: at least once, with retries, surviving restarts.

import type { Tx } from './database.ts';
import type { JsonObject } from './journal.ts';

export interface Job {
  /** `feature.verb`. */
  task: string;
  payload: JsonObject;
  /** Jobs with the same key replace one another while they wait. */
  key?: string;
  /** `keep`: one with this key that waits, runs or was given up stays as it is, and this one is dropped. Default `replace`. */
  ifKnown?: 'replace' | 'keep';
  /** Tries before it is given up; default 5. */
  maxAttempts?: number;
}

/** Tells a handler about its run. */
export interface JobRun {
  /** 1 at the first try. */
  attempt: number;
  maxAttempts: number;
  /** Aborted when the worker is asked to stop; the job is then tried again elsewhere. */
  signal: AbortSignal;
}

export type JobHandler = (payload: JsonObject, run: JobRun) => Promise<void>;

/** A queue in the cell's own database: enqueued with the change that asks for it. */
export interface Jobs {
  enqueue(tx: Tx, job: Job): Promise<void>;
  /**
   * Starts a pool of workers for these tasks; called again with other tasks, another pool beside it, so that slow work
   * holds up nothing else. Handlers must be idempotent.
   *
   * @param options.concurrency jobs of this pool that run at once.
   * @throws Error when a pool for one of the tasks works already.
   */
  start(
    handlers: Readonly<Record<string, JobHandler>>,
    options: { concurrency: number },
  ): Promise<void>;
  /** Runs everything that is due now and returns when nothing is left; for tests and one-off commands. */
  drain(handlers: Readonly<Record<string, JobHandler>>): Promise<void>;
  /** Stops taking jobs, aborts running ones after the grace time, waits for them. */
  stop(): Promise<void>;
}
