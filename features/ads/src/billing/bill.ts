// Bills events that are paid for: one transfer of the ledger for each, from what was leased (or, of a seat, what it then owes) to
// the house, the maker of the clip beside it and the phone brand. All in the caller's transaction.

import { createHash } from 'node:crypto';
import { DAY_MS, uuidFromBytes } from '@jhalak/kernel';
import type { Tx } from '@jhalak/ports';
import { shareOut } from '../money/shares.ts';
import {
  budgetName,
  earnerName,
  holdBudgets,
  holdCarries,
  holdLeases,
  holdSeatDays,
  saveBudgets,
  saveCarries,
  saveLeases,
  saveSeatDays,
  type BudgetKey,
  type BudgetRow,
  type CarryRow,
  type Earner,
  type LeaseRow,
  type SeatDayRow,
} from './bill-rows.ts';
import { rowsOf } from './facts.ts';
import type { AdGrant } from './grant.ts';
import { writeBills } from './write-bills.ts';
import { microsPerUnit, NO_ID, type BillingDeps } from './types.ts';

export type BillDeps = Pick<BillingDeps, 'ledger' | 'region'>;

/** An event that is paid for. */
export interface PaidEvent {
  grant: AdGrant;
  /** Of a token that many devices have. */
  showing: string | undefined;
  /** Of a phone brand’s: how its token begins, by which the brand finds it on its statement. */
  tokenName?: string;
}

/** What was asked of neighbours before the transaction. */
export interface BillContext {
  nowMs: number;
  /** Whose clip stood beside it, by clip. */
  creators: ReadonlyMap<string, string>;
  /** Most that a seat may owe for a day, in units; absent for one that is not known. */
  seatLimits: ReadonlyMap<string, number>;
}

/** `given`: there was nothing left to pay it from. `carried`: less than a unit, goes with the next one. */
export type BillOutcome = { kind: 'billed'; units: number } | { kind: 'given' | 'carried' };

/** One event's bill, before it is written. */
export interface Bill {
  event: PaidEvent;
  transferId: string;
  units: number;
  /** Of the units: what the operator gave the advertiser; absent: nothing. */
  credit?: number;
  house: number;
  creator?: { owner: string; units: number };
  brand?: { owner: string; units: number };
}

interface Rows {
  leases: Map<string, LeaseRow>;
  budgets: Map<string, BudgetRow>;
  days: Map<string, SeatDayRow>;
  carries: Map<string, CarryRow>;
  /** Of tokens that many devices have: how many were billed. */
  showings: Map<string, number>;
}

/**
 * @param events at most 500, each new. @returns in their order. Cost: some fifteen statements for all, and the ledger's.
 */
export async function billEvents(
  deps: BillDeps,
  tx: Tx,
  events: readonly PaidEvent[],
  context: BillContext,
): Promise<BillOutcome[]> {
  if (events.length === 0) return [];
  const dayMs = Math.floor(context.nowMs / DAY_MS) * DAY_MS;
  const rows = await holdRows(tx, events, context, dayMs);
  const bills: Bill[] = [];
  const perUnit = microsPerUnit(deps.ledger);
  const outcomes = events.map((event): BillOutcome => {
    const units = takeUnits(rows, event.grant, context, perUnit);
    if (typeof units !== 'number') return units;
    const credit = creditOf(rows.leases.get(event.grant.leaseId ?? ''), units);
    bills.push({ ...shared(deps, rows, event, units, context), credit });
    return { kind: 'billed', units };
  });
  await saveLeases(tx, [...rows.leases.values()]);
  await saveBudgets(tx, [...rows.budgets.values()]);
  await saveSeatDays(tx, [...rows.days.values()], dayMs);
  await saveCarries(tx, [...rows.carries.values()]);
  await writeBills(deps, tx, bills, context.nowMs);
  return outcomes;
}

async function holdRows(
  tx: Tx,
  events: readonly PaidEvent[],
  context: BillContext,
  dayMs: number,
): Promise<Rows> {
  const grants = events.map(({ grant }) => grant);
  const leases = await holdLeases(
    tx,
    grants.flatMap(({ organisation, leaseId }) =>
      organisation === undefined || leaseId === undefined ? [] : [{ organisation, leaseId }],
    ),
  );
  // Behind the lease's lock: whoever bills the same token elsewhere is done, or waits.
  const showings = await countShowings(tx, events);
  const budgets = await holdBudgets(tx, grants.flatMap(budgetKeys));
  const seats = grants.flatMap((grant) => (grant.seat === undefined ? [] : [rowsOf(grant)]));
  const days = await holdSeatDays(tx, [...new Set(seats)], dayMs);
  const carries = await holdCarries(
    tx,
    grants.flatMap((grant) => Object.values(earnersOf(grant, context))),
  );
  return { leases, budgets, days, carries, showings };
}

function budgetKeys(grant: AdGrant): BudgetKey[] {
  const { campaign = NO_ID, lineItem = NO_ID } = grant;
  const organisation = rowsOf(grant);
  const own = { organisation, campaign, line: lineItem };
  return campaign === NO_ID ? [own] : [{ ...own, line: NO_ID }, own];
}

async function countShowings(tx: Tx, events: readonly PaidEvent[]): Promise<Map<string, number>> {
  const many = events.filter(({ showing }) => showing !== undefined).map(({ grant }) => grant);
  if (many.length === 0) return new Map();
  const rows = await tx.query<{ grant_id: string; count: number }>(
    {
      name: 'ads.billed_showings',
      text: `SELECT grant_id, count(*)::int AS count FROM ad_billed
        WHERE (organisation, grant_id) IN (SELECT * FROM unnest($1::text[], $2::uuid[])) GROUP BY grant_id`,
    },
    [many.map(rowsOf), many.map(({ id }) => id)],
  );
  return new Map(rows.map((row) => [row.grant_id, row.count]));
}

/** Takes one event's price out of the rows that pay it. @returns whole units, from 1. */
function takeUnits(
  rows: Rows,
  grant: AdGrant,
  context: BillContext,
  perUnit: number,
): number | Exclude<BillOutcome, { kind: 'billed' }> {
  const [first, own] = budgetKeys(grant).map((key) => rows.budgets.get(budgetName(key)));
  const row = own ?? first;
  if (row === undefined || hadItsShowings(rows, grant)) return { kind: 'given' };
  const dueMicros = row.carry_micros + grant.priceMicros;
  const units = Math.floor(dueMicros / perUnit);
  const isPaid =
    grant.seat === undefined
      ? payFromLease(rows, grant, units)
      : payFromDay(rows, grant, units, context.seatLimits.get(grant.seat) ?? 0);
  if (!isPaid) return { kind: 'given' };
  row.carry_micros = dueMicros - units * perUnit;
  const lease = rows.leases.get(grant.leaseId ?? '');
  for (const budget of new Set([first ?? row, row])) {
    budget.billed += units;
    budget.billed_events += 1;
    if (lease === undefined) continue;
    budget.leased -= units;
    if (lease.events !== null) budget.leased_events -= 1;
  }
  rows.showings.set(grant.id, (rows.showings.get(grant.id) ?? 0) + 1);
  return units === 0 ? { kind: 'carried' } : units;
}

function hadItsShowings(rows: Rows, { id, showings = 1 }: AdGrant): boolean {
  return (rows.showings.get(id) ?? 0) >= showings;
}

function payFromLease(rows: Rows, grant: AdGrant, units: number): boolean {
  const lease = rows.leases.get(grant.leaseId ?? '');
  const isTheirs = lease?.organisation === grant.organisation;
  if (lease === undefined || !isTheirs || lease.line_item_id !== grant.lineItem) return false;
  if (lease.state === 'closed' || lease.billed + units > lease.units) return false;
  if (lease.events !== null && lease.billed_events >= lease.events) return false;
  lease.billed += units;
  lease.billed_events += 1;
  return true;
}

/** @returns what of a price that a lease has just paid was given: that part of a lease goes first. */
function creditOf(lease: LeaseRow | undefined, units: number): number {
  if (lease === undefined) return 0;
  return Math.min(lease.credit, lease.billed) - Math.min(lease.credit, lease.billed - units);
}

function payFromDay(rows: Rows, grant: AdGrant, units: number, limit: number): boolean {
  const day = rows.days.get(rowsOf(grant));
  if (day === undefined || day.billed + units > limit) return false;
  day.billed += units;
  return true;
}

/** Who has a part in a grant's price, beside the house. */
function earnersOf(
  { placement, beside, brand }: AdGrant,
  { creators }: BillContext,
): { creator?: Earner; brand?: Earner } {
  const creator = beside === undefined ? undefined : creators.get(beside);
  return {
    ...(placement === 'feed' && creator !== undefined
      ? { creator: { owner: creator, kind: 'creator' } }
      : {}),
    ...(placement === 'lock' && brand !== undefined
      ? { brand: { owner: brand, kind: 'brand' } }
      : {}),
  };
}

function shared(
  { region }: BillDeps,
  rows: Rows,
  event: PaidEvent,
  units: number,
  context: BillContext,
): Bill {
  const { grant, showing } = event;
  const earners = earnersOf(grant, context);
  const carryOf = (one: Earner | undefined): CarryRow | undefined =>
    one === undefined ? undefined : rows.carries.get(earnerName(one));
  const creator = carryOf(earners.creator);
  const brand = carryOf(earners.brand);
  const shares = shareOut(units, {
    ...{ placement: grant.placement, atMs: context.nowMs, region },
    ...(creator === undefined ? {} : { creatorCarry: creator.carry }),
    ...(brand === undefined ? {} : { brandCarry: brand.carry }),
  });
  if (creator !== undefined) creator.carry = shares.creatorCarry ?? creator.carry;
  if (brand !== undefined) brand.carry = shares.brandCarry ?? brand.carry;
  return {
    ...{ event, transferId: transferIdOf(grant, showing), units, house: shares.house },
    ...(creator === undefined
      ? {}
      : { creator: { owner: creator.owner, units: shares.creator ?? 0 } }),
    ...(brand === undefined ? {} : { brand: { owner: brand.owner, units: shares.brand ?? 0 } }),
  };
}

/** @returns the same id for the same event, so that the ledger itself would count it once. */
function transferIdOf(grant: AdGrant, showing: string | undefined): string {
  const said = `ads.billed ${rowsOf(grant)} ${grant.id} ${showing ?? NO_ID}`;
  return uuidFromBytes(createHash('sha256').update(said).digest().subarray(0, 16));
}
