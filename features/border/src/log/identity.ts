// Who this cell is: an id that is minted once and survives a sale, and the epoch of its owner.

import { assert, type Clock, type Random } from '@jhalak/kernel';
import type { Database, Queries, Tx } from '@jhalak/ports';

export interface CellIdentity {
  /** `<region>-<10 letters or digits>`. */
  cellId: string;
  /** 1 for the first owner; a sale adds one. */
  ownerEpoch: number;
}

/** RFC 4648 base32 in lower case: nothing to mishear, no case to lose. */
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
/** Another process may take the cell over: its new owner signs, in all of them, from then on. */
const KNOWN_MAX_MS = 1_000;
/** 50 bits: two cells of one region share an id once in 10^15 pairs. */
const CHARACTERS = 10;

export interface IdentityDeps {
  database: Database;
  clock: Clock;
  /** Must be a secure one. */
  random: Random;
  region: string;
}

export class Identity {
  readonly #deps: IdentityDeps;
  #known: CellIdentity | undefined;
  #knownAtMs = 0;

  constructor(deps: IdentityDeps) {
    this.#deps = deps;
  }

  /** @returns who this cell is, minting the id if it has none. Cost: a look in memory, and a short query a second. */
  async get(): Promise<CellIdentity> {
    const { database, clock } = this.#deps;
    const nowMs = clock.nowMs();
    if (this.#known !== undefined && nowMs - this.#knownAtMs < KNOWN_MAX_MS) return this.#known;
    this.#known = await this.#readOrMint(database);
    this.#knownAtMs = nowMs;
    return this.#known;
  }

  /** A take-over has raised the epoch: the next look asks the database. */
  forget(): void {
    this.#known = undefined;
  }

  /**
   * The same within a transaction that is open already: a second connection is not waited for while one is held. Not
   * remembered, because an id that was minted here goes if the transaction is rolled back.
   */
  async getWithin(tx: Tx): Promise<CellIdentity> {
    return this.#known ?? (await this.#readOrMint(tx));
  }

  async #readOrMint(queries: Queries): Promise<CellIdentity> {
    const present = await read(queries);
    if (present !== undefined) return present;
    const { clock, random, region } = this.#deps;
    const id = [...random.bytes(CHARACTERS)].map((byte) => ALPHABET[byte & 31]).join('');
    await queries.query(
      {
        name: 'border.mint',
        text: `INSERT INTO border_cell (cell_id, owner_epoch, minted_at_ms) VALUES ($1, 1, $2)
          ON CONFLICT (one) DO NOTHING`,
      },
      [`${region}-${id}`, clock.nowMs()],
    );
    const minted = await read(queries);
    assert(minted, 'the row was just written, by us or by somebody who was faster');
    return minted;
  }
}

async function read(queries: Queries): Promise<CellIdentity | undefined> {
  const rows = await queries.query<{ cell_id: string; owner_epoch: number }>({
    name: 'border.cell',
    text: 'SELECT cell_id, owner_epoch FROM border_cell WHERE one',
  });
  const row = rows[0];
  return row && { cellId: row.cell_id, ownerEpoch: row.owner_epoch };
}
