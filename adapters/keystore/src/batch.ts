// Turns calls for one id into calls for many: what is asked for while a round trip is on its way goes together into
// the next one. An idle caller waits for nothing.

/** One round trip carries at most this many ids; three keys each stay far below the limits of a statement. */
const BATCH_MAX = 500;

export class Batch<Result> {
  readonly #run: (ids: readonly string[]) => Promise<ReadonlyMap<string, Result | Error>>;
  #waiting = new Map<string, PromiseWithResolvers<Result>>();
  #running = false;

  /** @param run answers every id; an Error value fails that id only, a rejection fails all of them. */
  constructor(run: (ids: readonly string[]) => Promise<ReadonlyMap<string, Result | Error>>) {
    this.#run = run;
  }

  async get(id: string): Promise<Result> {
    let waiting = this.#waiting.get(id);
    if (waiting === undefined) {
      waiting = Promise.withResolvers<Result>();
      this.#waiting.set(id, waiting);
    }
    if (!this.#running) {
      this.#running = true;
      // After the present turn, so that its other calls come along.
      queueMicrotask(() => void this.#drain());
    }
    return await waiting.promise;
  }

  async #drain(): Promise<void> {
    while (this.#waiting.size > 0) {
      const taken = [...this.#waiting].slice(0, BATCH_MAX);
      for (const [id] of taken) this.#waiting.delete(id);
      await this.#settle(taken);
    }
    this.#running = false;
  }

  async #settle(taken: readonly [string, PromiseWithResolvers<Result>][]): Promise<void> {
    try {
      const results = await this.#run(taken.map(([id]) => id));
      for (const [id, waiting] of taken) {
        const result = results.get(id);
        if (result === undefined) waiting.reject(new Error('a batch left an id unanswered'));
        else if (result instanceof Error) waiting.reject(result);
        else waiting.resolve(result);
      }
    } catch (error) {
      for (const [, waiting] of taken) waiting.reject(error);
    }
  }
}
