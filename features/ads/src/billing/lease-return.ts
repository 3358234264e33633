// Leases go on and end: renewed while their campaigns run, given back by their server, or swept when it is gone.

import type { AdPlacement } from '@jhalak/contracts/ad-slots';
import { SECOND_MS } from '@jhalak/kernel';
import type { Tx } from '@jhalak/ports';
import { FEED_TOKEN_LIFE_MS, LOCK_TOKEN_LIFE_MS } from './grant.ts';
import {
  columnsOf,
  LEASE_LIFE_MS,
  LEASES_PER_CALL_MAX,
  moveHeld,
  RUNS,
  sumOf,
  tokenLifeMs,
  type LeaseDeps,
} from './lease-rows.ts';
import { microsPerUnit, NO_ID } from './types.ts';

/** Clocks of servers differ by less, and a bill under way needs no longer. */
const SWEEP_SLACK_MS = 30 * SECOND_MS;
/** A lease that its server gives back, and how much of it was never reserved. */
export interface ReturnedLease {
  organisation: string;
  leaseId: string;
  freeMicros: number;
}

/**
 * Renews a server's open leases whose campaigns still run. @returns ids of those that were renewed, and until when; all others
 * must be returned: their campaign is over, paused or refused, or the lease itself is closed. Cost: a statement.
 */
export async function renewLeases(
  { database, clock }: LeaseDeps,
  serverId: string,
  organisations: readonly string[],
): Promise<{ renewed: Set<string>; servesUntilMs: number }> {
  const nowMs = clock.nowMs();
  const servesUntilMs = nowMs + LEASE_LIFE_MS;
  const rows = await database.query<{ lease_id: string }>(
    {
      name: 'ads.renew_leases',
      // Held in their order first: bills hold several, too.
      text: `WITH held AS (SELECT organisation, lease_id FROM ad_leases
          WHERE organisation = ANY($6) AND server_id = $1 AND state = 'open'
          ORDER BY organisation, lease_id FOR NO KEY UPDATE)
        UPDATE ad_leases AS l SET serves_until_ms = $3,
          tokens_until_ms = $3 + CASE l.placement WHEN 'lock' THEN $4::bigint ELSE $5::bigint END
        FROM held, ad_line_items i, ad_campaigns c, ad_advertisers a
        WHERE l.organisation = held.organisation AND l.lease_id = held.lease_id
          AND i.organisation = l.organisation AND i.line_item_id = l.line_item_id
          AND c.organisation = l.organisation AND c.campaign_id = l.campaign_id
          AND a.organisation = l.organisation AND ${RUNS}
        RETURNING l.lease_id`,
    },
    [serverId, nowMs, servesUntilMs, LOCK_TOKEN_LIFE_MS, FEED_TOKEN_LIFE_MS, organisations],
  );
  return { renewed: new Set(rows.map((row) => row.lease_id)), servesUntilMs };
}

/**
 * Gives back what was never reserved of leases of one advertiser. The rest stays held until tokens that name them are over.
 * Idempotent. @param returned at most LEASES_PER_CALL_MAX. @returns units that went back. Cost: one transaction.
 */
export async function returnLeases(
  deps: LeaseDeps,
  organisation: string,
  returned: readonly ReturnedLease[],
): Promise<number> {
  const perUnit = microsPerUnit(deps.ledger);
  const free = new Map(
    returned.map((one) => [one.leaseId, Math.max(0, Math.floor(one.freeMicros / perUnit))]),
  );
  return await letGo(deps, organisation, [...free.keys()], (lease) =>
    lease.state === 'open'
      ? {
          state: 'returning',
          units: Math.min(free.get(lease.lease_id) ?? 0, lease.units - lease.billed),
        }
      : undefined,
  );
}

interface HeldLease {
  lease_id: string;
  campaign_id: string;
  line_item_id: string;
  placement: AdPlacement;
  state: 'open' | 'returning' | 'closed';
  units: number;
  /** Of the units: what the operator gave; billed before the rest. */
  credit: number;
  billed: number;
  events: number | null;
  billed_events: number;
  tokens_until_ms: number;
}

type Decide = (lease: HeldLease) => { state: 'returning' | 'closed'; units: number } | undefined;

async function letGo(
  deps: LeaseDeps,
  organisation: string,
  leaseIds: readonly string[],
  decide: Decide,
): Promise<number> {
  return await deps.database.transaction(async (tx) => {
    const nowMs = deps.clock.nowMs();
    const leases = await tx.query<HeldLease>(
      {
        name: 'ads.hold_leases_of',
        text: `SELECT lease_id, campaign_id, line_item_id, placement, state, units, credit, billed, events, billed_events,
            tokens_until_ms
          FROM ad_leases WHERE organisation = $1 AND lease_id = ANY($2) ORDER BY lease_id FOR NO KEY UPDATE`,
      },
      [organisation, leaseIds],
    );
    const gone = leases.flatMap((lease) => {
      const decided = decide(lease);
      return decided === undefined
        ? []
        : [
            {
              ...{ lease, ...decided },
              credit: creditBack(lease, decided.units),
              events: eventsBack(lease, decided),
            },
          ];
    });
    if (gone.length === 0) return 0;
    await tx.query(
      {
        name: 'ads.let_go_leases',
        text: `UPDATE ad_leases AS l SET state = g.state, units = l.units - g.units, credit = l.credit - g.credit,
            events = l.events - g.events,
            tokens_until_ms = least(l.tokens_until_ms, $2 + g.life),
            closed_at_ms = CASE g.state WHEN 'closed' THEN $2::bigint END
          FROM unnest($3::uuid[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[])
            AS g (id, state, units, events, life, credit)
          WHERE l.organisation = $1 AND l.lease_id = g.id`,
      },
      [
        ...[organisation, nowMs],
        gone.map((one) => one.lease.lease_id),
        gone.map((one) => one.state),
        gone.map((one) => one.units),
        gone.map((one) => one.events),
        gone.map((one) => tokenLifeMs(one.lease.placement)),
        gone.map((one) => one.credit),
      ],
    );
    await lowerLeased(tx, organisation, gone);
    const { units, credit } = sumOf(gone);
    await moveHeld(deps, tx, organisation, { units: -units, credit: -credit }, nowMs);
    return units;
  });
}

/** What was paid goes back first: what was given is spent before it. */
function creditBack({ units, credit, billed }: HeldLease, back: number): number {
  const left = credit - Math.min(credit, billed);
  return Math.max(0, left - (units - billed - back));
}

function eventsBack(lease: HeldLease, { state, units }: { state: string; units: number }): number {
  const open = (lease.events ?? 0) - lease.billed_events;
  if (lease.events === null || open <= 0) return 0;
  const unitsOpen = lease.units - lease.billed;
  if (state === 'closed' || unitsOpen === 0) return state === 'closed' ? open : 0;
  return Math.floor((open * units) / unitsOpen);
}

async function lowerLeased(
  tx: Tx,
  organisation: string,
  gone: readonly { lease: HeldLease; units: number; events: number }[],
): Promise<void> {
  const lower = new Map<string, { key: [string, string]; units: number; events: number }>();
  for (const { lease, units, events } of gone)
    for (const line of [NO_ID, lease.line_item_id]) {
      const name = `${lease.campaign_id}/${line}`;
      const one = lower.get(name) ?? { key: [lease.campaign_id, line], units: 0, events: 0 };
      lower.set(name, { ...one, units: one.units + units, events: one.events + events });
    }
  const rows = [...lower.values()];
  const values = [organisation, ...columnsOf(rows.map((row) => row.key))];
  // Held in their order first: an UPDATE alone takes rows as it meets them.
  await tx.query(
    {
      name: 'ads.hold_budget_keys',
      text: `SELECT 1 FROM ad_budgets WHERE organisation = $1
          AND (campaign_id, line_item_id) IN (SELECT * FROM unnest($2::uuid[], $3::uuid[]))
        ORDER BY campaign_id, line_item_id FOR NO KEY UPDATE`,
    },
    values,
  );
  await tx.query(
    {
      name: 'ads.lower_leased',
      text: `UPDATE ad_budgets AS b SET leased = b.leased - n.units, leased_events = b.leased_events - n.events
        FROM unnest($2::uuid[], $3::uuid[], $4::bigint[], $5::bigint[]) AS n (campaign, line, units, events)
        WHERE b.organisation = $1 AND b.campaign_id = n.campaign AND b.line_item_id = n.line`,
    },
    [...values, rows.map((row) => row.units), rows.map((row) => row.events)],
  );
}

/**
 * Closes leases of which no token lives any more, whoever had them: what was not billed goes back to wallets. Safe in several
 * processes. @returns how many it closed, at most LEASES_PER_CALL_MAX. Cost: a transaction for each advertiser among them.
 */
export async function sweepLeases(deps: LeaseDeps): Promise<number> {
  const overMs = deps.clock.nowMs() - SWEEP_SLACK_MS;
  const rows = await deps.database.query<{ organisation: string; lease_id: string }>(
    {
      name: 'ads.leases_over',
      text: `SELECT organisation, lease_id FROM ad_leases WHERE state <> 'closed' AND tokens_until_ms < $1
        ORDER BY tokens_until_ms LIMIT ${LEASES_PER_CALL_MAX}`,
    },
    [overMs],
  );
  for (const organisation of new Set(rows.map((row) => row.organisation))) {
    const ids = rows.filter((row) => row.organisation === organisation).map((row) => row.lease_id);
    await letGo(deps, organisation, ids, (lease) =>
      lease.state !== 'closed' && lease.tokens_until_ms < overMs
        ? { state: 'closed', units: lease.units - lease.billed }
        : undefined,
    );
  }
  return rows.length;
}
