// The BorderLog port over entries and sequencer.

import { problem } from '@jhalak/contracts';
import { messageOf, type Logger } from '@jhalak/kernel';
import type { BorderLog, Database, Tx } from '@jhalak/ports';
import type { BorderFacts } from '@jhalak/contracts/border';
import type { EntryStore } from './entry-store.ts';
import { indexOfEntry } from './numbered-entries.ts';
import type { Sequencer } from './sequencer.ts';

/** One run takes in what is committed, up to its bound; a backlog beyond this many runs is worth an alarm. */
const RUNS_MAX = 8;
/** Entries that come together are written together. */
const WAKE_AFTER_MS = 10;

export interface BorderLogDeps {
  database: Database;
  entries: EntryStore;
  sequencer: Sequencer;
  logger: Logger;
  cellId(): Promise<string>;
}

export class SequencedLog implements BorderLog {
  readonly #deps: BorderLogDeps;
  /** Only a program that sweeps writes by itself; others write when they wait for an entry. */
  #wakes = false;
  #waking: NodeJS.Timeout | undefined;

  constructor(deps: BorderLogDeps) {
    this.#deps = deps;
  }

  async append(tx: Tx, facts: BorderFacts): Promise<string> {
    const id = await this.#deps.entries.append(tx, facts);
    tx.afterCommit(() => this.#wake());
    return id;
  }

  async told(tx: Tx, facts: BorderFacts): Promise<string | undefined> {
    return await this.#deps.entries.told(tx, facts);
  }

  async integrated(entryId: string, signal?: AbortSignal): Promise<void> {
    const { database, sequencer } = this.#deps;
    const cellId = await this.#deps.cellId();
    try {
      for (let tries = 0; tries < RUNS_MAX; tries += 1) {
        signal?.throwIfAborted();
        await sequencer.run();
        const index = await indexOfEntry(database, cellId, entryId);
        if (index === undefined)
          throw new Error(`there is no committed entry ${entryId} in the public log`);
        if (index !== null && (await sequencer.covers(index))) return;
      }
    } catch (cause) {
      if (signal?.aborted === true) throw cause;
      unavailable(cause);
    }
    unavailable(new Error('the entry did not get under a checkpoint in time'));
  }

  /** The worker's sweep: whatever was appended anywhere is public within its time. */
  async sweep(): Promise<number> {
    this.#wakes = true;
    return await this.#deps.sequencer.run();
  }

  async close(): Promise<void> {
    this.#wakes = false;
    clearTimeout(this.#waking);
    await this.#deps.sequencer.settled();
  }

  #wake(): void {
    if (!this.#wakes || this.#waking !== undefined) return;
    this.#waking = setTimeout(() => {
      this.#waking = undefined;
      this.#deps.sequencer.run().catch((error: unknown) => {
        this.#deps.logger.warn(
          { error: messageOf(error) },
          'the public log could not be written; the next sweep tries again',
        );
      });
    }, WAKE_AFTER_MS).unref();
  }
}

/** @throws `unavailable`, with what went wrong as its cause: for whoever asks the log and gets no answer. */
export function unavailable(cause: unknown): never {
  throw problem(
    'unavailable',
    'The public log cannot be written at the moment, so nothing may cross; the operator must look at it.',
    { cause },
  );
}
