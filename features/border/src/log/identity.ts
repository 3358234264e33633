// Who this cell is: an id that is minted once and survives a sale, and the epoch of its owner.

import { assert, type Clock, type Random } from '@jhalak/kernel';
import type { Database, Queries } from '@jhalak/ports';

export interface CellIdentity {
  /** `<region>-<10 letters or digits>`. */
  cellId: string;
  /** 1 for the first owner; a sale adds one. */
  ownerEpoch: number;
}

/** RFC 4648 base32 in lower case: nothing to mishear, no case to lose. */
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
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

  constructor(deps: IdentityDeps) {
    this.#deps = deps;
  }

  /**
   * @param within a transaction that is open already, so that no second connection is waited for.
   * @returns who this cell is, minting the id if it has none. Cost: a look in memory after the first call.
   */
  async get(within?: Queries): Promise<CellIdentity> {
    const { database } = this.#deps;
    this.#known ??= (await read(within ?? database)) ?? (await this.#mint());
    return this.#known;
  }

  // In a transaction of its own: an id that was told to somebody must not be rolled back.
  async #mint(): Promise<CellIdentity> {
    const { database, clock, random, region } = this.#deps;
    const id = [...random.bytes(CHARACTERS)].map((byte) => ALPHABET[byte & 31]).join('');
    await database.query(
      {
        name: 'border.mint',
        text: `INSERT INTO border_cell (cell_id, owner_epoch, minted_at_ms) VALUES ($1, 1, $2)
          ON CONFLICT (one) DO NOTHING`,
      },
      [`${region}-${id}`, clock.nowMs()],
    );
    const minted = await read(database);
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
