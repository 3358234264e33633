// What this cell is called in everything that it signs: minted once, and kept when the cell gets another owner.

import type { Ids } from '@jhalak/kernel';
import type { Database } from '@jhalak/ports';

export class CellName {
  readonly #database: Database;
  readonly #ids: Ids;
  readonly #region: string;
  #name: Promise<string> | undefined;

  constructor(database: Database, ids: Ids, region: string) {
    this.#database = database;
    this.#ids = ids;
    this.#region = region;
  }

  /** @returns region and id, `in-0193…`. Cost: one query a process. */
  async name(): Promise<string> {
    this.#name ??= this.#read().catch((error: unknown) => {
      this.#name = undefined;
      throw error;
    });
    return await this.#name;
  }

  async #read(): Promise<string> {
    // A cell that is frozen for a hand-over takes no row, not even one that is there.
    const [known] = await this.#kept();
    if (known !== undefined) return known.name;
    await this.#database.query(
      {
        name: 'cards.mint_cell',
        text: 'INSERT INTO lock_cell (id, name) VALUES (1, $1) ON CONFLICT DO NOTHING',
      },
      [`${this.#region}-${this.#ids.next()}`],
    );
    const [row] = await this.#kept();
    if (row === undefined) throw new Error('broken assumption: the cell has a name');
    return row.name;
  }

  async #kept(): Promise<{ name: string }[]> {
    return await this.#database.query<{ name: string }>({
      name: 'cards.cell',
      text: 'SELECT name FROM lock_cell WHERE id = 1',
    });
  }
}
