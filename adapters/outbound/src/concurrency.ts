// A bounded number of requests at once; the rest waits in order, and not without end.

/** More than this waiting means that something asks without looking at the answers. */
const WAITING_MAX = 1_000;

export class Places {
  readonly #waiting: (() => void)[] = [];
  #free: number;

  constructor(count: number) {
    this.#free = count;
  }

  /** @returns undefined when too many wait; else what `work` returns. */
  async run<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
    if (this.#free > 0) this.#free -= 1;
    else if (this.#waiting.length >= WAITING_MAX) return undefined;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      // The place goes on to the next in line without becoming free.
      if (next === undefined) this.#free += 1;
      else next();
    }
  }
}
