// Inventories that were taken to be signed: an act that freezes one names its digest, and what it names must be here.

import { problem } from '@jhalak/contracts';
import type { Inventory } from '@jhalak/contracts/handover';
import type { KeptInventory } from '@jhalak/contracts/handover-deal';
import type { Clock } from '@jhalak/kernel';
import type { Database, Journal, Queries } from '@jhalak/ports';
import { canonicalJson } from '../canonical-json.ts';
import { readStanding } from '../standing/standing-store.ts';

export interface InventoriesDeps {
  database: Database;
  journal: Journal;
  clock: Clock;
  take: (licensed: readonly string[]) => Promise<Inventory>;
}

/** @returns every export tag that stands in an inventory, each once, in order. */
export function tagsOf({ items }: Pick<Inventory, 'items'>): string[] {
  const tags = new Set(items.map(({ exportControl }) => exportControl));
  return [...tags].filter((tag) => tag !== 'none').toSorted();
}

export class Inventories {
  readonly #deps: InventoriesDeps;

  constructor(deps: InventoriesDeps) {
    this.#deps = deps;
  }

  /** Takes one and keeps it. The same cell again: the same one. @param licensed models that go on licence. */
  async keep(licensed: readonly string[] = []): Promise<KeptInventory> {
    const { database, journal, clock, take } = this.#deps;
    const inventory = await take(licensed);
    const { digest } = inventory;
    const takenAtMs = clock.nowMs();
    const { state, why } = await readStanding(database);
    // Released from a hold it only reads, and a deal goes on with it; in a sale's freeze nothing may change that was packed.
    const goesOn = state === 'frozen' && why === 'released';
    await database.transaction(
      async (tx) => {
        const rows = await tx.query(
          {
            name: 'handover.keep_inventory',
            text: `INSERT INTO handover_inventories (digest, body, taken_at_ms) VALUES ($1, $2, $3)
            ON CONFLICT DO NOTHING RETURNING digest`,
          },
          [digest, canonicalJson(inventory), takenAtMs],
        );
        if (rows.length === 0) return;
        const row = { table: 'handover_inventories', key: digest };
        await journal.append(tx, [
          { stream: 'handover.deal', key: digest, type: 'inventory_taken', row, facts: { digest } },
        ]);
      },
      goesOn ? { evenFrozen: true } : {},
    );
    return { digest, items: inventory.items.length, tags: tagsOf(inventory), takenAtMs };
  }

  /** @throws `handover.not_found`. */
  async read(on: Queries, digest: string): Promise<Inventory> {
    const [row] = await on.query<{ body: string }>(
      {
        name: 'handover.inventory',
        text: 'SELECT body FROM handover_inventories WHERE digest = $1',
      },
      [digest],
    );
    if (row === undefined)
      throw problem('handover.not_found', 'No inventory with this digest was taken here.');
    return JSON.parse(row.body) as Inventory;
  }
}
