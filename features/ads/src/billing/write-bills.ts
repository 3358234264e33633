// Bills become transfers of the ledger and rows, one each.

import type { Ledger } from '@jhalak/ledger';
import type { Tx } from '@jhalak/ports';
import type { Bill, BillDeps } from './bill.ts';
import { rowsOf } from './facts.ts';
import { NO_ID } from './types.ts';

type AccountRef = Parameters<Ledger['account']>[1];
type Transfer = Parameters<Ledger['post']>[1][number];

/** Writes in the caller's transaction, after the rows that it holds. Cost: a statement an account that takes part, and nine. */
export async function writeBills(
  deps: BillDeps,
  tx: Tx,
  bills: readonly Bill[],
  nowMs: number,
): Promise<void> {
  if (bills.length === 0) return;
  const accounts = await openAccounts(deps, tx, bills);
  const accountOf = (ref: AccountRef): string => accounts.get(nameOf(ref)) ?? '';
  await deps.ledger.post(
    tx,
    bills.map((bill) => transferOf(bill, accountOf, nowMs)),
  );
  await insertBilled(tx, bills, nowMs);
}

function payerOf({ event: { grant } }: Bill): AccountRef {
  return grant.seat === undefined
    ? { kind: 'held', owner: grant.organisation ?? '' }
    : { kind: 'seat_due', owner: grant.seat };
}

const REVENUE: AccountRef = { kind: 'revenue' };

/** Whose accounts a bill moves, and by how much; lines of nothing are left out. */
function linesOf(bill: Bill): { ref: AccountRef; amount: number }[] {
  const { units, house, creator, brand } = bill;
  return [
    { ref: payerOf(bill), amount: -units },
    { ref: REVENUE, amount: house },
    ...(creator === undefined
      ? []
      : [{ ref: { kind: 'creator_share', owner: creator.owner } as const, amount: creator.units }]),
    ...(brand === undefined
      ? []
      : [{ ref: { kind: 'brand_share', owner: brand.owner } as const, amount: brand.units }]),
  ].filter(({ amount }) => amount !== 0);
}

function nameOf({ kind, owner = '' }: AccountRef): string {
  return `${kind} ${owner}`;
}

async function openAccounts(
  { ledger }: BillDeps,
  tx: Tx,
  bills: readonly Bill[],
): Promise<Map<string, string>> {
  const refs = new Map(bills.flatMap(linesOf).map(({ ref }) => [nameOf(ref), ref]));
  const ids = new Map<string, string>();
  // In one order: two bills that open the same accounts at once cannot wait for each other.
  for (const [name, ref] of [...refs].toSorted(([one], [other]) => (one < other ? -1 : 1)))
    ids.set(name, await ledger.account(tx, ref));
  return ids;
}

function transferOf(bill: Bill, accountOf: (ref: AccountRef) => string, nowMs: number): Transfer {
  const { grant } = bill.event;
  return {
    id: bill.transferId,
    kind: 'ads.billed',
    postings: linesOf(bill).map(({ ref, amount }) => ({ accountId: accountOf(ref), amount })),
    atMs: nowMs,
    facts: {
      ...{ grant: grant.id, placement: grant.placement, on: grant.billOn },
      ...(grant.campaign === undefined ? {} : { campaign: grant.campaign }),
      ...(grant.lineItem === undefined ? {} : { lineItem: grant.lineItem }),
      ...(grant.seat === undefined ? {} : { seat: grant.seat }),
    },
  };
}

async function insertBilled(tx: Tx, bills: readonly Bill[], nowMs: number): Promise<void> {
  const grants = bills.map(({ event }) => event.grant);
  await tx.query(
    {
      name: 'ads.billed',
      text: `INSERT INTO ad_billed (organisation, grant_id, showing, transfer_id, campaign_id, line_item_id, lease_id, creative,
          placement, paid_on, price_micros, units, creator_units, brand_units, beside, brand, token_name, credit_units, at_ms)
        SELECT b.*, $1 FROM unnest($2::text[], $3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::uuid[], $8::uuid[],
          $9::text[], $10::text[], $11::text[], $12::bigint[], $13::bigint[], $14::bigint[], $15::bigint[], $16::uuid[],
          $17::text[], $18::text[], $19::bigint[]) AS b`,
    },
    [
      nowMs,
      grants.map(rowsOf),
      grants.map((grant) => grant.id),
      bills.map(({ event }) => event.showing ?? NO_ID),
      bills.map((bill) => bill.transferId),
      grants.map((grant) => grant.campaign ?? NO_ID),
      grants.map((grant) => grant.lineItem ?? NO_ID),
      grants.map((grant) => grant.leaseId ?? null),
      grants.map((grant) => grant.creative),
      grants.map((grant) => grant.placement),
      grants.map((grant) => grant.billOn),
      grants.map((grant) => grant.priceMicros),
      bills.map((bill) => bill.units),
      bills.map((bill) => bill.creator?.units ?? 0),
      bills.map((bill) => bill.brand?.units ?? 0),
      grants.map((grant) => grant.beside ?? null),
      grants.map((grant) => grant.brand ?? null),
      bills.map(({ event }) => event.tokenName ?? ''),
      bills.map(({ credit = 0 }) => credit),
    ],
  );
}
