// Makes archives in the process that was asked, one after the other, while a cell closes for good and no worker runs.

import type { ExportMaker } from './make-export.ts';

/** Asked for at once by that many people: more are refused by the disk long before. */
const WAITING_MAX = 10_000;

export class NowMaker {
  readonly #maker: ExportMaker;
  readonly #waiting = new Set<string>();
  #last: Promise<void> = Promise.resolve();

  constructor(maker: ExportMaker) {
    this.#maker = maker;
  }

  /** Begins it, or does nothing where it waits already. What fails is told in its row. */
  make(personId: string, exportId: string): void {
    if (this.#waiting.has(exportId) || this.#waiting.size >= WAITING_MAX) return;
    this.#waiting.add(exportId);
    // One try: it is asked for again by its person. A stop of the program leaves it as it is.
    const run = { attempt: 1, maxAttempts: 1, signal: new AbortController().signal };
    this.#last = this.#last
      .then(async () => await this.#maker.run(personId, exportId, run))
      .catch(() => undefined)
      .finally(() => this.#waiting.delete(exportId));
  }
}
