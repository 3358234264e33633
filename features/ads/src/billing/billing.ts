// Billing as a part: tokens, this server's leases, the events that come back, and what they cost.

import { DAY_MS, MINUTE_MS, type Random } from '@jhalak/kernel';
import type { Route } from '@jhalak/contracts';
import type { Journal, Sweep, Tx } from '@jhalak/ports';
import { endKeysSeenBy } from './advertiser-keys.ts';
import { DataCentres } from './data-centres.ts';
import type { AdEvent } from '@jhalak/contracts/ad-events';
import { AdEventWriter } from './event-writer.ts';
import { judgeEvents, type Teller } from './judge.ts';
import { sweepLeases } from './lease-return.ts';
import { LEASES_PER_CALL_MAX } from './lease-rows.ts';
import type { Leases } from './leases.ts';
import { EventRates } from './rates.ts';
import { billingRoutes } from './routes.ts';
import { ServerLeases } from './server-leases.ts';
import { AdTokens } from './token.ts';
import type { BillingDeps } from './types.ts';

export interface BillingPartDeps extends BillingDeps {
  journal: Journal;
  random: Random;
}

/** What the rest of ads uses. */
export interface Billing {
  tokens: AdTokens;
  leases: Leases;
  routes: Route[];
  sweeps: Sweep[];
  /** What a device tells outside of `POST /v1/ads/events`: judged, counted and billed the same; durable when it resolves. */
  tell(events: readonly AdEvent[], teller: Teller): Promise<void>;
  /** Begins to renew leases, and to look for a newer list of data centres. */
  start(): Promise<void>;
  /** Finishes what is being written and gives leases back. */
  stop(): Promise<void>;
  /** Resolves when no lease is asked for any more. */
  settled(): Promise<void>;
  /** See `Feature.endAccess`. */
  endAccess(tx: Tx, personId: string): Promise<{ adKeys: number }>;
}

export function createBilling(deps: BillingPartDeps): Billing {
  const tokens = new AdTokens(deps.keys);
  const leases = new ServerLeases(deps);
  const writer = new AdEventWriter(deps);
  const dataCentres = new DataCentres(deps);
  const judging = { tokens, rates: new EventRates(), ranges: () => dataCentres.ranges };
  return {
    ...{ tokens, leases },
    routes: billingRoutes({ ...deps, ...judging, writer }),
    sweeps: [
      {
        name: 'ads.sweep_leases',
        everyMs: MINUTE_MS,
        run: async () => await sweepAll(deps),
      },
      { name: 'ads.forget_counted', everyMs: MINUTE_MS, run: async () => await forget(deps) },
    ],
    async tell(events, teller) {
      await writer.write(judgeEvents(judging, events, teller, deps.clock.nowMs()));
    },
    async start() {
      await dataCentres.start();
      leases.start();
    },
    async stop() {
      dataCentres.stop();
      await writer.flush();
      await leases.stop();
    },
    settled: async () => await leases.settled(),
    endAccess: async (tx, personId) => ({ adKeys: await endKeysSeenBy(deps, tx, personId) }),
  };
}

/** Of one sweep: 10,000 leases; a minute of 3,300 counted events a second. */
const SWEEP_ROUNDS_MAX = 100;
const FORGET_ROUNDS_MAX = 10;
/** Rows of one table deleted by one statement. */
const ROWS_MAX = 20_000;
/** The manifest's two years. */
const BILLS_KEPT_MS = 730 * DAY_MS;
const LEASES_KEPT_MS = 365 * DAY_MS;

/** What is over: by table, its key, and which rows. */
const OVER = [
  ['ad_counted', 'organisation, grant_id, type, showing', 'until_ms', 0],
  ['ad_leases', 'organisation, lease_id', 'closed_at_ms', LEASES_KEPT_MS],
  ['ad_billed', 'organisation, grant_id, showing', 'at_ms', BILLS_KEPT_MS],
  ['ad_seat_days', 'organisation, day_ms', 'day_ms', BILLS_KEPT_MS],
  [
    'ad_facts',
    'organisation, hour_ms, campaign_id, line_item_id, creative, placement, language, genre, state',
    'hour_ms',
    BILLS_KEPT_MS,
  ],
  [
    'ad_filtered',
    'organisation, hour_ms, campaign_id, line_item_id, placement, reason',
    'hour_ms',
    BILLS_KEPT_MS,
  ],
] as const;

async function sweepAll(deps: BillingDeps): Promise<number> {
  let swept = 0;
  for (let round = 0; round < SWEEP_ROUNDS_MAX; round += 1) {
    const closed = await sweepLeases(deps);
    swept += closed;
    if (closed < LEASES_PER_CALL_MAX) break;
  }
  return swept;
}

async function forget({ database, clock }: BillingDeps): Promise<number> {
  let deleted = 0;
  for (const [table, key, time, keptMs] of OVER)
    for (let round = 0; round < FORGET_ROUNDS_MAX; round += 1) {
      const rows = await database.query(
        {
          name: `ads.forget_${table}`,
          text: `DELETE FROM ${table} WHERE (${key}) IN
            (SELECT ${key} FROM ${table} WHERE ${time} < $1 LIMIT ${ROWS_MAX}) RETURNING 1`,
        },
        [clock.nowMs() - keptMs],
      );
      deleted += rows.length;
      if (rows.length < ROWS_MAX) break;
    }
  return deleted;
}
