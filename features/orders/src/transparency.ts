// Counts of the public report, from the register itself: the same orders give the same numbers.

import type { OrderTransparency } from '@jhalak/contracts/orders';
import type { Database } from '@jhalak/ports';

/** @returns counts of orders that were ever released. Cost: one scan of the register, some thousand rows in a year. */
export async function transparencyCounts(
  database: Database,
): Promise<Pick<OrderTransparency, 'counts' | 'byLaw'>> {
  const rows = await database.query<{
    law: string;
    received: number;
    in_force: number;
    ended: number;
    emergency: number;
    confidential: number;
    within_time: number;
    late: number;
  }>({
    name: 'orders.transparency',
    text: `WITH timed AS (SELECT o.*, (SELECT o.received_at_ms + r.limit_ms FROM order_clock_rules r
          WHERE r.law = o.law AND r.purpose = 'execute' AND r.from_ms <= o.received_at_ms
          ORDER BY r.from_ms DESC LIMIT 1) AS due_ms
        FROM orders o WHERE o.released_at_ms IS NOT NULL)
      SELECT law, count(*)::int AS received, count(*) FILTER (WHERE phase = 'in_force')::int AS in_force,
        count(*) FILTER (WHERE phase = 'ended')::int AS ended, count(*) FILTER (WHERE emergency)::int AS emergency,
        count(*) FILTER (WHERE confidential)::int AS confidential,
        count(*) FILTER (WHERE executed_at_ms <= due_ms)::int AS within_time,
        count(*) FILTER (WHERE executed_at_ms > due_ms)::int AS late
      FROM timed GROUP BY law ORDER BY law`,
  });
  const sum = (of: (row: (typeof rows)[number]) => number): number =>
    rows.reduce((total, row) => total + of(row), 0);
  return {
    counts: {
      received: sum((row) => row.received),
      inForce: sum((row) => row.in_force),
      ended: sum((row) => row.ended),
      emergency: sum((row) => row.emergency),
      confidential: sum((row) => row.confidential),
      withinTime: sum((row) => row.within_time),
      late: sum((row) => row.late),
    },
    byLaw: Object.fromEntries(rows.map((row) => [row.law, row.received])),
  };
}
