// The rows that a bill holds until its transaction ends, in the one order: leases, budgets, days of seats, carries of shares.

import { assert } from '@jhalak/kernel';
import type { Tx } from '@jhalak/ports';
import { NO_ID } from './types.ts';

export interface LeaseRow {
  organisation: string;
  lease_id: string;
  line_item_id: string;
  state: 'open' | 'returning' | 'closed';
  units: number;
  /** Of the units: what the operator gave; billed before the rest. */
  credit: number;
  billed: number;
  events: number | null;
  billed_events: number;
}

export interface BudgetRow {
  organisation: string;
  campaign_id: string;
  line_item_id: string;
  leased: number;
  billed: number;
  leased_events: number;
  billed_events: number;
  carry_micros: number;
}

export interface SeatDayRow {
  organisation: string;
  billed: number;
}

export interface CarryRow {
  owner: string;
  kind: 'creator' | 'brand';
  carry: number;
}

/** A column of some rows. */
function column<Row, Value>(rows: readonly Row[], of: (row: Row) => Value): Value[] {
  return rows.map(of);
}

/** @returns leases by id; those that are nowhere are absent. */
export async function holdLeases(
  tx: Tx,
  keys: readonly { organisation: string; leaseId: string }[],
): Promise<Map<string, LeaseRow>> {
  if (keys.length === 0) return new Map();
  const rows = await tx.query<LeaseRow>(
    {
      name: 'ads.hold_leases',
      text: `SELECT organisation, lease_id, line_item_id, state, units, credit, billed, events, billed_events
        FROM ad_leases
        WHERE (organisation, lease_id) IN (SELECT * FROM unnest($1::text[], $2::uuid[]))
        ORDER BY organisation, lease_id FOR NO KEY UPDATE`,
    },
    [column(keys, (key) => key.organisation), column(keys, (key) => key.leaseId)],
  );
  return new Map(rows.map((row) => [row.lease_id, row]));
}

export async function saveLeases(tx: Tx, rows: readonly LeaseRow[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(
    {
      name: 'ads.save_leases',
      text: `UPDATE ad_leases AS l SET billed = n.billed, billed_events = n.events
        FROM unnest($1::text[], $2::uuid[], $3::bigint[], $4::bigint[]) AS n (organisation, id, billed, events)
        WHERE l.organisation = n.organisation AND l.lease_id = n.id`,
    },
    [
      column(rows, (row) => row.organisation),
      column(rows, (row) => row.lease_id),
      column(rows, (row) => row.billed),
      column(rows, (row) => row.billed_events),
    ],
  );
}

export interface BudgetKey {
  organisation: string;
  campaign: string;
  line: string;
}

/** @returns how a row is named in what `holdBudgets` gives. Cost: none. */
export function budgetName({ organisation, campaign, line }: BudgetKey): string {
  return `${organisation} ${campaign} ${line}`;
}

/** @returns rows by `budgetName`; those that are not there yet are made. */
export async function holdBudgets(
  tx: Tx,
  keys: readonly BudgetKey[],
): Promise<Map<string, BudgetRow>> {
  const distinct = [...new Map(keys.map((key) => [budgetName(key), key])).values()];
  if (distinct.length === 0) return new Map();
  const values = [
    column(distinct, (key) => key.organisation),
    column(distinct, (key) => key.campaign),
    column(distinct, (key) => key.line),
  ];
  // Of a line item they were made with its first lease.
  if (distinct.some((key) => key.campaign === NO_ID))
    await tx.query(
      {
        name: 'ads.open_seat_budgets',
        text: `INSERT INTO ad_budgets (organisation, campaign_id, line_item_id, leased, billed, leased_events,
            billed_events, carry_micros)
          SELECT k.organisation, k.campaign, k.line, 0, 0, 0, 0, 0
          FROM unnest($1::text[], $2::uuid[], $3::uuid[]) AS k (organisation, campaign, line)
          ORDER BY 1, 2, 3 ON CONFLICT DO NOTHING`,
      },
      values,
    );
  const rows = await tx.query<BudgetRow>(
    {
      name: 'ads.hold_billed_budgets',
      text: `SELECT organisation, campaign_id, line_item_id, leased, billed, leased_events, billed_events, carry_micros
        FROM ad_budgets
        WHERE (organisation, campaign_id, line_item_id) IN (SELECT * FROM unnest($1::text[], $2::uuid[], $3::uuid[]))
        ORDER BY organisation, campaign_id, line_item_id FOR NO KEY UPDATE`,
    },
    values,
  );
  return new Map(
    rows.map((row) => [
      budgetName({
        organisation: row.organisation,
        campaign: row.campaign_id,
        line: row.line_item_id,
      }),
      row,
    ]),
  );
}

export async function saveBudgets(tx: Tx, rows: readonly BudgetRow[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(
    {
      name: 'ads.save_budgets',
      text: `UPDATE ad_budgets AS b SET leased = n.leased, billed = n.billed, leased_events = n.leased_events,
          billed_events = n.billed_events, carry_micros = n.carry
        FROM unnest($1::text[], $2::uuid[], $3::uuid[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[])
          AS n (organisation, campaign, line, leased, billed, leased_events, billed_events, carry)
        WHERE b.organisation = n.organisation AND b.campaign_id = n.campaign AND b.line_item_id = n.line`,
    },
    [
      column(rows, (row) => row.organisation),
      column(rows, (row) => row.campaign_id),
      column(rows, (row) => row.line_item_id),
      column(rows, (row) => row.leased),
      column(rows, (row) => row.billed),
      column(rows, (row) => row.leased_events),
      column(rows, (row) => row.billed_events),
      column(rows, (row) => row.carry_micros),
    ],
  );
}

/** @returns what seats spent on a day, by organisation. */
export async function holdSeatDays(
  tx: Tx,
  organisations: readonly string[],
  dayMs: number,
): Promise<Map<string, SeatDayRow>> {
  if (organisations.length === 0) return new Map();
  const values = [dayMs, organisations.toSorted()];
  await tx.query(
    {
      name: 'ads.open_seat_days',
      text: `INSERT INTO ad_seat_days (organisation, day_ms, billed) SELECT unnest($2::text[]), $1, 0
        ON CONFLICT DO NOTHING`,
    },
    values,
  );
  const rows = await tx.query<SeatDayRow>(
    {
      name: 'ads.hold_seat_days',
      text: `SELECT organisation, billed FROM ad_seat_days WHERE day_ms = $1 AND organisation = ANY($2)
        ORDER BY organisation FOR NO KEY UPDATE`,
    },
    values,
  );
  return new Map(rows.map((row) => [row.organisation, row]));
}

export async function saveSeatDays(
  tx: Tx,
  rows: readonly SeatDayRow[],
  dayMs: number,
): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(
    {
      name: 'ads.save_seat_days',
      text: `UPDATE ad_seat_days AS d SET billed = n.billed FROM unnest($2::text[], $3::bigint[]) AS n (organisation, billed)
        WHERE d.day_ms = $1 AND d.organisation = n.organisation`,
    },
    [dayMs, column(rows, (row) => row.organisation), column(rows, (row) => row.billed)],
  );
}

export type Earner = Pick<CarryRow, 'owner' | 'kind'>;

/** @returns how an earner is named in what `holdCarries` gives. Cost: none. */
export function earnerName({ owner, kind }: Earner): string {
  return `${owner} ${kind}`;
}

/** @returns what is owed beyond whole units, by `earnerName`. */
export async function holdCarries(
  tx: Tx,
  earners: readonly Earner[],
): Promise<Map<string, CarryRow>> {
  const distinct = [...new Map(earners.map((one) => [earnerName(one), one])).values()];
  if (distinct.length === 0) return new Map();
  const values = [column(distinct, (one) => one.owner), column(distinct, (one) => one.kind)];
  await tx.query(
    {
      name: 'ads.open_carries',
      text: `INSERT INTO ad_share_carries (owner, kind, person_id, carry)
        SELECT e.owner, e.kind, CASE e.kind WHEN 'creator' THEN e.owner::uuid END, 0
        FROM unnest($1::text[], $2::text[]) AS e (owner, kind) ORDER BY 1, 2 ON CONFLICT DO NOTHING`,
    },
    values,
  );
  const rows = await tx.query<CarryRow>(
    {
      name: 'ads.hold_carries',
      text: `SELECT owner, kind, carry FROM ad_share_carries
        WHERE (owner, kind) IN (SELECT * FROM unnest($1::text[], $2::text[])) ORDER BY owner, kind FOR NO KEY UPDATE`,
    },
    values,
  );
  assert(rows.length === distinct.length, 'a carry that was opened, or met, is there');
  return new Map(rows.map((row) => [earnerName(row), row]));
}

export async function saveCarries(tx: Tx, rows: readonly CarryRow[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(
    {
      name: 'ads.save_carries',
      text: `UPDATE ad_share_carries AS c SET carry = n.carry
        FROM unnest($1::text[], $2::text[], $3::int[]) AS n (owner, kind, carry)
        WHERE c.owner = n.owner AND c.kind = n.kind`,
    },
    [
      column(rows, (row) => row.owner),
      column(rows, (row) => row.kind),
      column(rows, (row) => row.carry),
    ],
  );
}
