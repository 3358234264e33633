// Which rows of which tables are inventory items of their own: what a buyer and an authority ask for by name.

import type { ItemGrouping } from '@jhalak/handover';
import { HOLD_CLASSES, KEY_CLASSES } from '@jhalak/ports';

const REWRAPPED = 'wrapped anew for the buyer in the step of the keys, never part of a package';

/** A clock of orders runs while its law gives one and nobody has done what it waits for. */
function orderClock(purpose: string, runs: string): ItemGrouping {
  const rule = `EXISTS (SELECT 1 FROM order_clock_rules AS r
    WHERE r.law = t.law AND r.purpose = '${purpose}' AND r.from_ms <= t.received_at_ms)`;
  return {
    kind: 'clock',
    table: 'orders',
    by: `CASE WHEN t.phase <> 'ended' AND (${runs}) AND ${rule} THEN 'orders.${purpose}' END`,
    expected: [`orders.${purpose}`],
  };
}

export const INVENTORY_GROUPINGS: readonly ItemGrouping[] = [
  {
    kind: 'keys',
    table: 'keystore.person_keys',
    by: `CASE WHEN t.wrapped IS NOT NULL THEN 'person.' || t.key_class END`,
    expected: KEY_CLASSES.map((name) => `person.${name}`),
    mode: 'transfer',
    why: REWRAPPED,
  },
  {
    kind: 'keys',
    table: 'keystore.hold_keys',
    by: `CASE WHEN t.wrapped IS NOT NULL THEN t.key_class END`,
    expected: HOLD_CLASSES,
    mode: 'transfer',
    why: REWRAPPED,
  },
  {
    kind: 'hold',
    table: 'keystore.hold_keys',
    by: `CASE WHEN t.wrapped IS NOT NULL THEN t.reason END`,
    expected: [],
    mode: 'transfer',
    why: REWRAPPED,
  },
  { kind: 'order', table: 'orders', by: `t.law || '/' || t.phase`, expected: [] },
  orderClock('acknowledge', 't.acknowledged_at_ms IS NULL'),
  orderClock('execute', 't.executed_at_ms IS NULL'),
  orderClock('confirm', 't.emergency AND t.confirmed_at_ms IS NULL'),
  orderClock('review', 't.released_at_ms IS NOT NULL'),
  {
    kind: 'clock',
    table: 'order_preserved',
    by: `'orders.preserved'`,
    expected: ['orders.preserved'],
  },
  {
    kind: 'clock',
    table: 'persons',
    by: `CASE WHEN t.deletion_due_at_ms IS NOT NULL THEN 'accounts.erasure' END`,
    expected: ['accounts.erasure'],
  },
];
