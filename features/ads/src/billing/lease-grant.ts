// Leases are made: money moves out of the wallet with their rows, in one transaction.

import { JhalakError } from '@jhalak/kernel';
import type { Tx } from '@jhalak/ports';
import {
  columnsOf,
  LEASE_LIFE_MS,
  moveHeld,
  RUNS,
  sumOf,
  tokenLifeMs,
  type LeaseDeps,
} from './lease-rows.ts';
import { leaseSize, leastUnits, packRoom, type LeaseRoom } from './lease-size.ts';
import { readPacksHold, type PackSums } from './packs-hold.ts';
import type { WantedLine } from './leases.ts';
import { microsPerUnit, NO_ID } from './types.ts';

/** What a server asks for. */
export interface LeaseAsk extends WantedLine {
  /** Its pace for the next minute; 0: not known. */
  aheadMicros: number;
}

/** What it got. */
export interface GrantedLease {
  leaseId: string;
  organisation: string;
  micros: number;
  servesUntilMs: number;
}

interface LineRow {
  line_item_id: string;
  campaign_id: string;
  pricing: string;
  price: number;
  goal: number | null;
  budget: number;
  pacing: string;
  ends_at_ms: number;
}

interface BudgetRow {
  campaign_id: string;
  line_item_id: string;
  leased: number;
  billed: number;
  leased_events: number;
  billed_events: number;
}

const THOUSAND = 1_000;
/**
 * Moves money of one advertiser from its wallet into leases: at most what is left of campaigns' budgets and line items' goals,
 * of which other servers' leases are a part. Credit that the operator gave goes before it.
 *
 * @param asks at most LEASES_PER_CALL_MAX, of different line items or placements.
 * @returns for each ask its lease; undefined where nothing is left, or nothing runs. Cost: one transaction of ten statements, eleven for packs.
 */
export async function grantLeases(
  deps: LeaseDeps,
  serverId: string,
  organisation: string,
  asks: readonly LeaseAsk[],
): Promise<(GrantedLease | undefined)[]> {
  try {
    return await deps.database.transaction(
      async (tx) => await grant(deps, tx, serverId, organisation, asks),
    );
  } catch (error) {
    // Somebody took the wallet's last money between the look and the transfer.
    if (error instanceof JhalakError && error.code === 'ledger.overdraft')
      return asks.map(() => undefined);
    throw error;
  }
}

async function grant(
  deps: LeaseDeps,
  tx: Tx,
  serverId: string,
  organisation: string,
  asks: readonly LeaseAsk[],
): Promise<(GrantedLease | undefined)[]> {
  const nowMs = deps.clock.nowMs();
  const lines = await readLines(tx, organisation, asks, nowMs);
  if (lines.size === 0) return asks.map(() => undefined);
  const budgets = await holdBudgets(tx, organisation, [...lines.values()]);
  let inWallet = await balanceOf(deps, tx, { kind: 'advertiser_wallet', owner: organisation });
  let inCredit = await balanceOf(deps, tx, { kind: 'promotional', owner: organisation });
  const perUnit = microsPerUnit(deps.ledger);
  // Behind the campaigns' rows: whoever reserves for packs of the same campaign elsewhere is done, or waits.
  const packs = await readPacksHold(tx, organisation, asks, nowMs);
  const made: (NewLease | undefined)[] = asks.map((ask) => {
    const line = lines.get(ask.lineItem);
    const campaign = budgets.get(`${ask.campaign}/${NO_ID}`);
    const own = budgets.get(`${ask.campaign}/${ask.lineItem}`);
    if (line === undefined || campaign === undefined || own === undefined) return undefined;
    const eventMicros = (line.price * perUnit) / (line.pricing === 'cpm' ? THOUSAND : 1);
    const need = { ...ask, eventMicros, perUnit };
    const isPack = ask.placement === 'lock';
    const size = leaseSize(need, {
      leftUnits: line.budget - campaign.billed - campaign.leased,
      walletUnits: inCredit + inWallet,
      leftEvents:
        line.goal === null ? undefined : line.goal - own.billed_events - own.leased_events,
      ...(isPack ? { packs: roomOf(line, { campaign, own }, packs, leastUnits(need), nowMs) } : {}),
    });
    if (size === undefined) return undefined;
    if (isPack) packs.take(ask, size.units, size.events ?? 0);
    // What was given is spent before what was paid.
    const credit = Math.min(inCredit, size.units);
    inCredit -= credit;
    inWallet -= size.units - credit;
    for (const row of [campaign, own]) {
      row.leased += size.units;
      row.leased_events += size.events ?? 0;
    }
    const servesUntilMs = nowMs + LEASE_LIFE_MS;
    return { ask, leaseId: deps.ids.next(), ...size, credit, servesUntilMs };
  });
  const leases = made.filter((one) => one !== undefined);
  if (leases.length > 0) {
    await writeLeases(tx, serverId, organisation, leases, nowMs);
    await writeLeased(tx, organisation, [...budgets.values()]);
    await moveHeld(deps, tx, organisation, sumOf(leases), nowMs);
  }
  return made.map((one) =>
    one === undefined
      ? undefined
      : {
          ...{ leaseId: one.leaseId, organisation, micros: one.units * perUnit },
          servesUntilMs: one.servesUntilMs,
        },
  );
}

/** What packs may take of a campaign and, where it has a goal, of its line item. */
function roomOf(
  line: LineRow,
  { campaign, own }: { campaign: BudgetRow; own: BudgetRow },
  packs: PackSums,
  least: number,
  nowMs: number,
): NonNullable<LeaseRoom['packs']> {
  const paced = line.pacing === 'even' ? line.ends_at_ms - nowMs : undefined;
  const ofCampaign = packs.ofCampaign(line.campaign_id);
  const events =
    line.goal === null
      ? undefined
      : packRoom(line.goal - own.billed_events, packs.ofLine(line.line_item_id), 1, paced);
  return { units: packRoom(line.budget - campaign.billed, ofCampaign, least, paced), events };
}

interface NewLease {
  ask: LeaseAsk;
  leaseId: string;
  units: number;
  /** Of the units: what the operator gave. */
  credit: number;
  events: number | undefined;
  servesUntilMs: number;
}

/** @returns 0 of an account that was never used. */
async function balanceOf(
  { ledger }: LeaseDeps,
  tx: Tx,
  ref: Parameters<LeaseDeps['ledger']['find']>[1],
): Promise<number> {
  const id = await ledger.find(tx, ref);
  return id === undefined ? 0 : ((await ledger.balances(tx, [id])).get(id) ?? 0);
}

async function readLines(
  tx: Tx,
  organisation: string,
  asks: readonly LeaseAsk[],
  nowMs: number,
): Promise<Map<string, LineRow>> {
  const rows = await tx.query<LineRow>(
    {
      name: 'ads.lease_lines',
      text: `SELECT i.line_item_id, i.campaign_id, i.pricing, i.price, i.goal, i.pacing,
          c.budget, c.ends_at_ms FROM ad_line_items i
        JOIN ad_campaigns c ON c.organisation = i.organisation AND c.campaign_id = i.campaign_id
        JOIN ad_advertisers a ON a.organisation = i.organisation
        WHERE i.organisation = $1 AND i.line_item_id = ANY($3) AND i.pricing <> 'house' AND ${RUNS}`,
    },
    [organisation, nowMs, asks.map((ask) => ask.lineItem)],
  );
  return new Map(rows.map((row) => [row.line_item_id, row]));
}

/** @returns rows of campaigns and line items, held until the transaction ends, by `campaign/lineItem`. */
async function holdBudgets(
  tx: Tx,
  organisation: string,
  lines: readonly LineRow[],
): Promise<Map<string, BudgetRow>> {
  const keys = new Map<string, [string, string]>();
  for (const { campaign_id: campaign, line_item_id: line } of lines) {
    keys.set(`${campaign}/${NO_ID}`, [campaign, NO_ID]);
    keys.set(`${campaign}/${line}`, [campaign, line]);
  }
  const values = [organisation, ...columnsOf([...keys.values()])];
  await tx.query(
    {
      name: 'ads.open_budgets',
      text: `INSERT INTO ad_budgets (organisation, campaign_id, line_item_id, leased, billed, leased_events, billed_events,
          carry_micros)
        SELECT $1, k.campaign, k.line, 0, 0, 0, 0, 0 FROM unnest($2::uuid[], $3::uuid[]) AS k (campaign, line)
        ORDER BY 2, 3 ON CONFLICT DO NOTHING`,
    },
    values,
  );
  const rows = await tx.query<BudgetRow>(
    {
      name: 'ads.hold_budgets',
      text: `SELECT campaign_id, line_item_id, leased, billed, leased_events, billed_events FROM ad_budgets
        WHERE organisation = $1
          AND (campaign_id, line_item_id) IN (SELECT * FROM unnest($2::uuid[], $3::uuid[]))
        ORDER BY campaign_id, line_item_id FOR NO KEY UPDATE`,
    },
    values,
  );
  return new Map(rows.map((row) => [`${row.campaign_id}/${row.line_item_id}`, row]));
}

async function writeLeases(
  tx: Tx,
  serverId: string,
  organisation: string,
  leases: readonly NewLease[],
  nowMs: number,
): Promise<void> {
  await tx.query(
    {
      name: 'ads.write_leases',
      text: `INSERT INTO ad_leases (organisation, lease_id, campaign_id, line_item_id, server_id, placement, state, units,
          credit, billed, events, billed_events, taken_at_ms, serves_until_ms, tokens_until_ms)
        SELECT $1, l.id, l.campaign, l.line, $2, l.placement, 'open', l.units, l.credit, 0, l.events, 0, $3, l.serves,
          l.tokens
        FROM unnest($4::uuid[], $5::uuid[], $6::uuid[], $7::text[], $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[],
          $12::bigint[]) AS l (id, campaign, line, placement, units, events, serves, tokens, credit)`,
    },
    [
      ...[organisation, serverId, nowMs],
      leases.map((one) => one.leaseId),
      leases.map((one) => one.ask.campaign),
      leases.map((one) => one.ask.lineItem),
      leases.map((one) => one.ask.placement),
      leases.map((one) => one.units),
      leases.map((one) => one.events ?? null),
      leases.map((one) => one.servesUntilMs),
      leases.map((one) => one.servesUntilMs + tokenLifeMs(one.ask.placement)),
      leases.map((one) => one.credit),
    ],
  );
}

async function writeLeased(
  tx: Tx,
  organisation: string,
  rows: readonly BudgetRow[],
): Promise<void> {
  await tx.query(
    {
      name: 'ads.write_leased',
      text: `UPDATE ad_budgets AS b SET leased = n.leased, leased_events = n.events
        FROM unnest($2::uuid[], $3::uuid[], $4::bigint[], $5::bigint[]) AS n (campaign, line, leased, events)
        WHERE b.organisation = $1 AND b.campaign_id = n.campaign AND b.line_item_id = n.line`,
    },
    [
      organisation,
      rows.map((row) => row.campaign_id),
      rows.map((row) => row.line_item_id),
      rows.map((row) => row.leased),
      rows.map((row) => row.leased_events),
    ],
  );
}
