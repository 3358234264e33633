// Handing the cell over to another owner: what there is to hand over, and the deal under which it is.

import type { Inventory } from '@jhalak/contracts/handover';
import type { Feature } from '@jhalak/ports';
import { manifest } from '../manifest.ts';
import {
  takeInventory,
  type InventoryDeps,
  type InventoryOptions,
} from './inventory/take-inventory.ts';
import { inventoryRoutes } from './routes/inventory-routes.ts';

export type HandoverDeps = InventoryDeps;

/** What commands ask of the feature. */
export interface Handover {
  /** See `takeInventory`; those who ask while one is taken get that one. */
  inventory(options?: InventoryOptions): Promise<Inventory>;
}

export function createHandover(deps: HandoverDeps): Handover & Feature {
  const taking = new Map<string, Promise<Inventory>>();
  const inventory = (options: InventoryOptions = {}): Promise<Inventory> => {
    const kind = options.content === true ? 'content' : 'names';
    const running = taking.get(kind);
    if (running !== undefined) return running;
    const mine = takeInventory(deps, options).finally(() => taking.delete(kind));
    taking.set(kind, mine);
    return mine;
  };
  return {
    inventory,
    manifest,
    routes: inventoryRoutes({ inventory }),
    jobs: {},
    consumers: [],
    sweeps: [],
  };
}
