// The inventory, for the operator.

import { defineRoute, type Route } from '@jhalak/contracts';
import { Inventory } from '@jhalak/contracts/handover';

/** Each reads every row of the cell. */
const PER_MINUTE = 6;

export function inventoryRoutes(deps: { inventory: () => Promise<Inventory> }): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/v1/handover/inventory',
      name: 'getHandoverInventory',
      summary:
        'Everything that this cell is made of, computed from the manifests: class, count, digest, owner, licence, export-control tag, and whether it would go to a buyer',
      tag: 'handover',
      access: ['operator'],
      owner: 'staff',
      ratePerMinute: PER_MINUTE,
      replies: { 200: Inventory },
      async handle() {
        return { status: 200, json: await deps.inventory() };
      },
    }),
  ];
}
