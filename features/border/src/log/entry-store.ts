// Entries on their way into the log: rows, written in the transaction of what they tell of.

import { BORDER_ENTRY_BYTES_MAX, BorderFacts, type BorderEntry } from '@jhalak/contracts/border';
import type { Clock, Ids } from '@jhalak/kernel';
import type { Tx } from '@jhalak/ports';
import { Compile } from 'typebox/compile';
import { canonicalJson } from './canonical-json.ts';
import type { Identity } from './identity.ts';
import { entrySaying } from './told-entries.ts';

const facts = Compile(BorderFacts);

export interface EntryStoreDeps {
  identity: Identity;
  clock: Clock;
  ids: Ids;
}

export class EntryStore {
  readonly #deps: EntryStoreDeps;

  constructor(deps: EntryStoreDeps) {
    this.#deps = deps;
  }

  /** @returns the entry's id. @throws Error when the facts do not fit the contract or are too large. Cost: one insert. */
  async append(tx: Tx, said: BorderFacts): Promise<string> {
    if (!facts.Check(said)) {
      const [first] = facts.Errors(said);
      throw new Error(
        `a border entry does not fit its contract: ${first?.instancePath ?? ''} ${first?.message ?? ''}`,
      );
    }
    const { identity, clock, ids } = this.#deps;
    const { cellId } = await identity.getWithin(tx);
    const entry: BorderEntry = {
      v: 1,
      id: ids.next(),
      atMs: clock.nowMs(),
      cell: cellId,
      facts: said,
    };
    const leaf = canonicalJson(entry);
    const bytes = Buffer.byteLength(leaf);
    if (bytes > BORDER_ENTRY_BYTES_MAX)
      throw new Error(`a border entry of ${bytes} bytes is larger than ${BORDER_ENTRY_BYTES_MAX}`);
    await tx.query(
      {
        name: 'border.append',
        text: 'INSERT INTO border_entries (cell_id, entry_id, at_ms, leaf) VALUES ($1, $2, $3, $4)',
      },
      [cellId, entry.id, entry.atMs, leaf],
    );
    return entry.id;
  }

  /** @returns the id of a numbered entry that says exactly this; undefined for a crossing. Cost: an index look-up. */
  async told(tx: Tx, said: BorderFacts): Promise<string | undefined> {
    const { cellId } = await this.#deps.identity.getWithin(tx);
    return await entrySaying(tx, cellId, said);
  }
}
