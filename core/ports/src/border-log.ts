// The cell's transparency log, as everybody else sees it: something is said in the transaction in which it happens.

import type { BorderFacts } from '@jhalak/contracts/border';
import type { Tx } from './database.ts';

/** Appends. Reading and verifying need nothing of ours: the log is static files in a public format. */
export interface BorderLog {
  /**
   * Adds an entry in the change's own transaction: both are there, or neither. It is in the public files, under a signed
   * checkpoint, within a second or so; never before the commit.
   *
   * @returns the entry's id. @throws Error when the facts do not fit the contract: they are never cut to fit.
   * Cost: one insert.
   */
  append(tx: Tx, facts: BorderFacts): Promise<string>;
  /**
   * Looks for what the log tells already: what an earlier owner said of something stands in it too.
   *
   * @returns the id of the entry that says exactly this; undefined where none with a place in the log does, and for a crossing.
   * Cost: an index look-up.
   */
  told(tx: Tx, facts: BorderFacts): Promise<string | undefined>;
  /**
   * Resolves once an entry is under a signed checkpoint on disk; what must not happen without a receipt waits for it.
   *
   * @throws `unavailable` when the log cannot be written: then nothing may cross.
   */
  integrated(entryId: string, signal?: AbortSignal): Promise<void>;
}
