// Which clips are under an order, asked of the rows: for work that runs where nothing keeps orders in memory.

import type { Queries } from '@jhalak/ports';

const UNDER_ORDERS = {
  name: 'orders.clips_under',
  text: `SELECT DISTINCT i.item_id FROM order_items i JOIN orders o ON o.order_id = i.order_id
    WHERE i.kind = 'clip' AND i.item_id = ANY($1::uuid[]) AND o.phase = 'in_force'`,
};

/**
 * @returns those of these clips that an order in force reaches by id, account or words, in any state of the country. Orders
 * over the whole app reach no single clip. Cost: one query.
 */
export async function clipsUnderOrders(
  on: Queries,
  videoIds: readonly string[],
): Promise<Set<string>> {
  if (videoIds.length === 0) return new Set();
  const rows = await on.query<{ item_id: string }>(UNDER_ORDERS, [videoIds]);
  return new Set(rows.map((row) => row.item_id));
}
