// Runs single parts: measures them, catches their failures, and never waits longer than their signal allows.

import { messageOf } from '@jhalak/kernel';
import type { PartReport } from './parts.ts';

/** The reason of a part's signal when its own deadline has passed. */
class LateError extends Error {}

/** What a part came to. */
export type Outcome<Value> = { failed: false; value: Value } | { failed: true; error: unknown };

export interface StageOptions {
  pipeline: string;
  observe: ((report: PartReport) => void) | undefined;
  steadyMs: () => number;
}

export class Stage {
  readonly #options: StageOptions;

  constructor(options: StageOptions) {
    this.#options = options;
  }

  /**
   * Runs one part. A part that answers without a promise has its outcome at once, in the same turn.
   *
   * @param part what to call it in reports, and how many candidates it gets.
   * @param work the part's work.
   * @param count tells from its answer how many candidates go out; throws when it is no answer.
   * @param signal ends the wait, with its reason.
   */
  run<Value>(
    part: { kind: PartReport['kind']; name: string; candidatesIn: number },
    work: () => Promise<Value> | Value,
    count: (value: Value) => number,
    signal?: AbortSignal,
  ): Promise<Outcome<Value>> | Outcome<Value> {
    const startMs = this.#options.steadyMs();
    let outcome: Outcome<Value>;
    let candidatesOut = 0;
    try {
      const answer = work();
      if (answer instanceof Promise) return this.#later(part, answer, count, { startMs, signal });
      candidatesOut = count(answer);
      outcome = { failed: false, value: answer };
    } catch (error) {
      outcome = { failed: true, error };
    }
    return this.#told(part, startMs, outcome, candidatesOut);
  }

  async #later<Value>(
    part: { kind: PartReport['kind']; name: string; candidatesIn: number },
    answer: Promise<Value>,
    count: (value: Value) => number,
    { startMs, signal }: { startMs: number; signal: AbortSignal | undefined },
  ): Promise<Outcome<Value>> {
    let outcome: Outcome<Value>;
    let candidatesOut = 0;
    try {
      const value = await (signal === undefined ? answer : untilAborted(answer, signal));
      candidatesOut = count(value);
      outcome = { failed: false, value };
    } catch (error) {
      outcome = { failed: true, error };
    }
    return this.#told(part, startMs, outcome, candidatesOut);
  }

  #told<Value>(
    part: { kind: PartReport['kind']; name: string; candidatesIn: number },
    startMs: number,
    outcome: Outcome<Value>,
    candidatesOut: number,
  ): Outcome<Value> {
    this.#options.observe?.({
      pipeline: this.#options.pipeline,
      kind: part.kind,
      part: part.name,
      durationMs: this.#options.steadyMs() - startMs,
      candidatesIn: part.candidatesIn,
      candidatesOut,
      ...(outcome.failed
        ? { failure: outcome.error instanceof LateError ? 'late' : messageOf(outcome.error) }
        : {}),
    });
    return outcome;
  }
}

/** Gives up waiting when the signal aborts; what the work comes to later is ignored. */
async function untilAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => aborted.reject(signal.reason);
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** Signals for parts that begin together: parts with the same deadline share one. */
export class Deadlines {
  readonly #run: AbortSignal;
  readonly #byMs = new Map<number, { controller: AbortController; timer: NodeJS.Timeout }>();
  readonly #abortAll = (): void => {
    for (const { controller } of this.#byMs.values()) controller.abort(this.#run.reason);
  };

  /** @param run the run's own signal, which ends them all. */
  constructor(run: AbortSignal) {
    this.#run = run;
    run.addEventListener('abort', this.#abortAll, { once: true });
  }

  signal(deadlineMs: number): AbortSignal {
    let deadline = this.#byMs.get(deadlineMs);
    if (deadline === undefined) {
      const controller = new AbortController();
      const timer = setTimeout(() => controller.abort(new LateError('late')), deadlineMs);
      deadline = { controller, timer };
      this.#byMs.set(deadlineMs, deadline);
    }
    return deadline.controller.signal;
  }

  clear(): void {
    this.#run.removeEventListener('abort', this.#abortAll);
    for (const { timer } of this.#byMs.values()) clearTimeout(timer);
  }
}
