// Billing over real engines, without the rest of the house: one advertiser with a wallet, campaigns that run, and players.

import { createLedger } from '@jhalak/ledger';
import { silentLogger } from '@jhalak/kernel';
import { openTestParts, type TestParts } from '@jhalak/testing/parts';
import type { AdEventType, TimelineStep } from '@jhalak/contracts/ad-events';
import { AddressList } from '../src/billing/address-list.ts';
import { AdEventWriter, type EventResult } from '../src/billing/event-writer.ts';
import { FEED_TOKEN_LIFE_MS, type AdGrant } from '../src/billing/grant.ts';
import { judgeEvents, type Teller } from '../src/billing/judge.ts';
import { EventRates } from '../src/billing/rates.ts';
import { AdTokens } from '../src/billing/token.ts';
import type { BillingDeps } from '../src/billing/types.ts';

export const DAY_MS = 86_400_000;
export const BROWSER =
  'Mozilla/5.0 (Linux; Android 14; Pixel 7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36';
export const ORGANISATION = 'tea-house';
/** What servers that are killed are called at the database. */
export const BILLER = 'jhalak-test-biller';

export interface TestLine {
  organisation: string;
  campaign: string;
  lineItem: string;
}

interface Sent {
  token: string;
  type: AdEventType;
  atMs?: number;
  timeline?: TimelineStep[];
}

export interface BillingHouse {
  /** Whom `send` sends for. */
  viewer: string;
  parts: TestParts;
  deps: BillingDeps & { creators: Map<string, string>; seatLimits: Map<string, number> };
  tokens: AdTokens;
  payIn(units: number, organisation?: string): Promise<void>;
  /** A campaign that runs for ten days, with one line item. */
  line(terms: {
    budget: number;
    price?: number;
    pricing?: 'cpm' | 'cpv' | 'cpc';
    goal?: number;
    organisation?: string;
  }): Promise<TestLine>;
  grant(line: TestLine, leaseId: string, more?: Partial<AdGrant>): AdGrant;
  send(events: readonly Sent[], teller?: Partial<Teller>): Promise<EventResult[]>;
  balance(kind: string, owner?: string): Promise<number>;
  sum(table: string, column: string, where?: string): Promise<number>;
}

/** Cost: some 200 ms. Close the parts at the end. */
export async function openBillingHouse(): Promise<BillingHouse> {
  const parts = await openTestParts({
    migrations: ['ledger', 'ads'].map((owner) => ({
      owner,
      folder: new URL(`../../${owner}/migrations/`, import.meta.url),
    })),
  });
  const { database, clock, ids } = parts;
  const creators = new Map<string, string>();
  const seatLimits = new Map<string, number>();
  const ledger = createLedger(parts);
  const deps = {
    ...{
      database,
      ledger,
      keys: parts.keys,
      clock,
      ids,
      region: parts.region,
      creators,
      seatLimits,
    },
    logger: silentLogger,
    creatorOf: async (clips: readonly string[]) =>
      await Promise.resolve(
        new Map(clips.flatMap((id) => (creators.has(id) ? [[id, creators.get(id) ?? '']] : []))),
      ),
    seatDailyUnits: async (seat: string) => await Promise.resolve(seatLimits.get(seat)),
  };
  const tokens = new AdTokens(parts.keys);
  const writer = new AdEventWriter(deps);
  const judging = {
    ...{ tokens, rates: new EventRates() },
    ranges: () => AddressList.read(['198.51.100.0/24', '2001:db8:5::/48']),
  };
  const viewer = ids.next();
  const advertisers = new Set<string>();
  const sums: string[] = [];
  const house: BillingHouse = {
    ...{ parts, deps, tokens, viewer },
    payIn: async (amount, organisation = ORGANISATION) =>
      await database.transaction(async (tx) => {
        const wallet = await ledger.account(tx, { kind: 'advertiser_wallet', owner: organisation });
        const clearing = await ledger.account(tx, { kind: 'payment_clearing' });
        const postings = [
          { accountId: wallet, amount },
          { accountId: clearing, amount: -amount },
        ];
        await ledger.post(tx, [{ id: ids.next(), kind: 'test.paid_in', postings }]);
      }),
    line: async ({
      budget,
      price = 12_000,
      pricing = 'cpm',
      goal,
      organisation = ORGANISATION,
    }) => {
      const [campaign, lineItem, nowMs] = [ids.next(), ids.next(), clock.nowMs()];
      const run = async (text: string, values: unknown[]): Promise<void> =>
        void (await database.query({ name: `test.${text.slice(12, 28).trim()}`, text }, values));
      if (!advertisers.has(organisation))
        await run(
          `INSERT INTO ad_advertisers (organisation, name, legal_name, website, verification, version, created_by,
            created_at_ms, changed_at_ms) VALUES ($1, $1, $1, 'https://a.in', 'verified', 1, $2, $3, $3)`,
          [organisation, viewer, nowMs],
        );
      advertisers.add(organisation);
      await run(
        `INSERT INTO ad_campaigns (organisation, campaign_id, name, objective, budget, starts_at_ms, ends_at_ms, wish,
          created_at_ms, changed_at_ms) VALUES ($1, $2, 'c', 'reach', $3, $4, $5, 'live', $4, $4)`,
        [organisation, campaign, budget, nowMs, nowMs + 10 * DAY_MS],
      );
      await run(
        `INSERT INTO ad_line_items (organisation, line_item_id, campaign_id, name, pricing, price, goal, priority, pacing,
          caps, targeting, is_on, created_at_ms, changed_at_ms)
          VALUES ($1, $2, $3, 'l', $4, $5, $6, 1, 'even', '[]', '{}', true, $7, $7)`,
        [organisation, lineItem, campaign, pricing, price, goal ?? null, nowMs],
      );
      return { organisation, campaign, lineItem };
    },
    grant: (line, leaseId, more = {}) => ({
      ...{ id: ids.next(), demand: 'line', ...line, leaseId, creative: viewer },
      ...{ placement: 'feed', format: 'display', billOn: 'render', priceMicros: 120_000 },
      ...{ first: true, language: 'hi', issuedAtMs: clock.nowMs() },
      ...{ expiresAtMs: clock.nowMs() + FEED_TOKEN_LIFE_MS, ...more },
    }),
    send: async (events, teller = {}) => {
      const whole = { personId: viewer, device: undefined, userAgent: BROWSER, address: undefined };
      const nowMs = clock.nowMs();
      const said = events.map((one) => ({ atMs: nowMs, ...one }));
      return await writer.write(judgeEvents(judging, said, { ...whole, ...teller }, nowMs));
    },
    balance: async (kind, owner = '') => {
      const text =
        'SELECT coalesce(sum(balance), 0)::int8 AS sum FROM ledger_accounts WHERE kind = $1 AND owner = $2';
      const [row] = await database.query<{ sum: number }>({ name: 'test.balance', text }, [
        kind,
        owner,
      ]);
      return row?.sum ?? 0;
    },
    sum: async (table, column, where = 'true') => {
      const text = `SELECT coalesce(sum(${column}), 0)::int8 AS sum FROM ${table} WHERE ${where}`;
      // One name a text, as the database wants it.
      if (!sums.includes(text)) sums.push(text);
      const name = `test.sum_${sums.indexOf(text)}`;
      const [row] = await database.query<{ sum: number }>({ name, text });
      return row?.sum ?? 0;
    },
  };
  house.deps.seatLimits.set('seat-one', 1_000);
  return house;
}
