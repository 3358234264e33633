// What happened, added up by the hour: reports, pacing, invoices and the ad library read it. By when it was counted, so that facts
// and the ledger tell the same of every hour.

import { HOUR_MS } from '@jhalak/kernel';
import type { Tx } from '@jhalak/ports';
import type { AdGrant } from './grant.ts';
import type { FilterReason } from './judge.ts';
import { NO_ID, seatRows } from './types.ts';

const COUNTS = [
  ...['shown', 'viewable', 'clicks', 'conversions', 'reach', 'hides', 'reports'],
  ...['billed_events', 'spend', 'given_events'],
] as const;

/** What one event adds; `spend` in whole smallest units. */
export interface FactCounts {
  shown?: number;
  viewable?: number;
  clicks?: number;
  conversions?: number;
  reach?: number;
  hides?: number;
  reports?: number;
  billed_events?: number;
  spend?: number;
  given_events?: number;
}

/** @returns under which organisation rows of a grant stand. Cost: none. */
export function rowsOf(grant: Pick<AdGrant, 'organisation' | 'seat'>): string {
  return grant.seat === undefined ? (grant.organisation ?? '') : seatRows(grant.seat);
}

/** Adds in the caller's transaction; last of what it locks. Cost: a statement. */
export async function addFacts(
  tx: Tx,
  facts: readonly { grant: AdGrant; counts: FactCounts }[],
  nowMs: number,
): Promise<void> {
  const rows = new Map<string, { key: (string | number)[]; sums: number[] }>();
  for (const { grant, counts } of facts) {
    const key = [
      ...[rowsOf(grant), grant.campaign ?? NO_ID, grant.lineItem ?? NO_ID, grant.creative],
      ...[grant.placement, grant.language, grant.genre ?? '', grant.state ?? ''],
    ];
    const name = key.join('\n');
    const row = rows.get(name) ?? { key, sums: COUNTS.map(() => 0) };
    for (const [index, count] of COUNTS.entries())
      row.sums[index] = (row.sums[index] ?? 0) + (valueOf(counts, count) ?? 0);
    rows.set(name, row);
  }
  if (rows.size === 0) return;
  // In one order, so that two servers that add the same cannot wait for each other.
  const sorted = [...rows]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([, row]) => row);
  await tx.query(ADD, [
    hourOf(nowMs),
    ...Array.from({ length: KEY_COLUMNS }, (_, at) => sorted.map((row) => row.key[at])),
    ...COUNTS.map((_, at) => sorted.map((row) => row.sums[at])),
  ]);
}

function valueOf(counts: FactCounts, name: string): number | undefined {
  return (counts as Readonly<Record<string, number | undefined>>)[name];
}

const KEY_COLUMNS = 8;
const ADD = {
  name: 'ads.add_facts',
  text: `INSERT INTO ad_facts (organisation, hour_ms, campaign_id, line_item_id, creative, placement, language, genre, state,
      ${COUNTS.join(', ')})
    SELECT f.organisation, $1, f.campaign, f.line, f.creative, f.placement, f.language, f.genre, f.state,
      ${COUNTS.map((name) => `f.${name}`).join(', ')}
    FROM unnest($2::text[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
      ${COUNTS.map((_, at) => `$${at + 10}::bigint[]`).join(', ')})
      AS f (organisation, campaign, line, creative, placement, language, genre, state, ${COUNTS.join(', ')})
    ON CONFLICT (organisation, hour_ms, campaign_id, line_item_id, creative, placement, language, genre, state)
    DO UPDATE SET ${COUNTS.map((name) => `${name} = ad_facts.${name} + excluded.${name}`).join(', ')}`,
};

/**
 * Counts what was taken back in the hour of now, in the caller's transaction: what was spent stays as it was billed. Of whom it was
 * shown to nothing is known any more. Cost: a statement.
 */
export async function addReversed(
  tx: Tx,
  of: {
    organisation: string;
    campaign_id: string;
    line_item_id: string;
    creative: string;
    placement: string;
    units: number;
  },
  nowMs: number,
): Promise<void> {
  await tx.query(
    {
      name: 'ads.add_reversed',
      text: `INSERT INTO ad_facts (organisation, hour_ms, campaign_id, line_item_id, creative, placement, language, genre,
          state, ${COUNTS.join(', ')}, reversed)
        VALUES ($1, $2, $3, $4, $5, $6, '', '', '', ${COUNTS.map(() => '0').join(', ')}, $7)
        ON CONFLICT (organisation, hour_ms, campaign_id, line_item_id, creative, placement, language, genre, state)
        DO UPDATE SET reversed = ad_facts.reversed + excluded.reversed`,
    },
    [
      ...[of.organisation, hourOf(nowMs), of.campaign_id, of.line_item_id, of.creative],
      ...[of.placement, of.units],
    ],
  );
}

export interface Filtered {
  grant: AdGrant | undefined;
  reason: FilterReason;
}

/** Counts what was not counted, in the caller's transaction, after everything else. Cost: a statement. */
export async function addFiltered(
  tx: Tx,
  filtered: readonly Filtered[],
  nowMs: number,
): Promise<void> {
  const rows = new Map<string, { key: string[]; events: number }>();
  for (const { grant, reason } of filtered) {
    const key = [
      ...[grant === undefined ? '' : rowsOf(grant), grant?.campaign ?? NO_ID],
      ...[grant?.lineItem ?? NO_ID, grant?.placement ?? '', reason],
    ];
    const name = key.join('\n');
    rows.set(name, { key, events: (rows.get(name)?.events ?? 0) + 1 });
  }
  if (rows.size === 0) return;
  const sorted = [...rows]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([, row]) => row);
  await tx.query(
    {
      name: 'ads.add_filtered',
      text: `INSERT INTO ad_filtered (organisation, hour_ms, campaign_id, line_item_id, placement, reason, events)
        SELECT f.organisation, $1, f.campaign, f.line, f.placement, f.reason, f.events
        FROM unnest($2::text[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::bigint[])
          AS f (organisation, campaign, line, placement, reason, events)
        ON CONFLICT (organisation, hour_ms, campaign_id, line_item_id, placement, reason)
        DO UPDATE SET events = ad_filtered.events + excluded.events`,
    },
    [
      hourOf(nowMs),
      ...[0, 1, 2, 3, 4].map((at) => sorted.map((row) => row.key[at])),
      sorted.map((row) => row.events),
    ],
  );
}

function hourOf(ms: number): number {
  return Math.floor(ms / HOUR_MS) * HOUR_MS;
}
