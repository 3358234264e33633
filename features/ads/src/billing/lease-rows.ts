// What leases have in common in the database: whose money moves, and who may spend. Rows are held in one order everywhere:
// leases, budgets, then the ledger's own.

import type { AdPlacement } from '@jhalak/contracts/ad-slots';
import { MINUTE_MS } from '@jhalak/kernel';
import type { Tx } from '@jhalak/ports';
import { FEED_TOKEN_LIFE_MS, LOCK_TOKEN_LIFE_MS } from './grant.ts';
import type { BillingDeps } from './types.ts';

/** A server renews its leases four times as often; one that does not is gone. */
export const LEASE_LIFE_MS = MINUTE_MS;
/** Leases of one transaction. */
export const LEASES_PER_CALL_MAX = 100;

export type LeaseDeps = Pick<BillingDeps, 'database' | 'ledger' | 'clock' | 'ids'>;

/** That a campaign `c` of an advertiser `a` with a line item `i` may spend at the time $2. */
export const RUNS = `c.wish = 'live' AND c.starts_at_ms <= $2 AND c.ends_at_ms > $2 AND a.verification = 'verified' AND i.is_on`;

/** @returns how long a token lives at most. Cost: none. */
export function tokenLifeMs(placement: AdPlacement): number {
  return placement === 'lock' ? LOCK_TOKEN_LIFE_MS : FEED_TOKEN_LIFE_MS;
}

/**
 * @param money above 0: from the wallet into `held`; below: back. `credit` is the part of the units that the operator gave, with
 * the same sign.
 */
export async function moveHeld(
  { ledger, ids }: LeaseDeps,
  tx: Tx,
  organisation: string,
  { units, credit }: { units: number; credit: number },
  nowMs: number,
): Promise<void> {
  if (units === 0) return;
  const refs = [
    { kind: 'advertiser_wallet' as const, amount: credit - units },
    { kind: 'promotional' as const, amount: -credit },
    { kind: 'held' as const, amount: units },
  ].filter(({ amount }) => amount !== 0);
  const postings: { accountId: string; amount: number }[] = [];
  for (const { kind, amount } of refs)
    postings.push({ accountId: await ledger.account(tx, { kind, owner: organisation }), amount });
  const kind = units > 0 ? 'ads.held' : 'ads.let_go';
  await ledger.post(tx, [{ id: ids.next(), kind, postings, atMs: nowMs }]);
}

/** @returns two columns. Cost: none. */
export function columnsOf(pairs: readonly [string, string][]): [string[], string[]] {
  return [pairs.map(([first]) => first), pairs.map(([, second]) => second)];
}

/** @returns the sums of units, and of what of them is credit. Cost: none. */
export function sumOf(rows: readonly { units: number; credit: number }[]): {
  units: number;
  credit: number;
} {
  const sum = { units: 0, credit: 0 };
  for (const { units, credit } of rows) {
    sum.units += units;
    sum.credit += credit;
  }
  return sum;
}
