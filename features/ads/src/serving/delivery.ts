// How line items did so far, from the facts of billing: what turns a price for a view or a click into a price for a thousand
// showings, and what is left of a campaign for pacing.

import { DAY_MS, HOUR_MS } from '@jhalak/kernel';
import type { Queries } from '@jhalak/ports';
import type { Pricing } from './types.ts';

/** Older showings say little about tomorrow's. */
const FACTS_MS = 14 * DAY_MS;
/** Rows of one reading: as many as line items can live. */
const ROWS_MAX = 60_000;
/** How many showings the general rate counts as: a new line item is not judged by its first ten. */
const PRIOR_SHOWINGS = 500;
/** Before anything is known: one in three short clips is seen for its two seconds, one card in a hundred is tapped. */
const PRIOR_RATE = { cpv: 0.33, cpc: 0.01 } as const;
/** A rate of zero would take a line item out of every auction for good. */
const RATE_MIN = 0.0005;

/** One line item's counts. */
export interface Delivered {
  shown: number;
  viewable: number;
  clicks: number;
}

/** What is known of everybody's delivery. */
export interface Delivery {
  lines: ReadonlyMap<string, Delivered>;
  /** Billed of each campaign, smallest units. */
  spent: ReadonlyMap<string, number>;
}

export const NOTHING_DELIVERED: Delivery = { lines: new Map(), spent: new Map() };

/** @returns what line items did in the last two weeks, and what campaigns were billed in all. Cost: two queries. */
export async function readDelivery(database: Queries, nowMs: number): Promise<Delivery> {
  const since = Math.floor((nowMs - FACTS_MS) / HOUR_MS) * HOUR_MS;
  const [lines, campaigns] = await Promise.all([
    database.query<Delivered & { line_item_id: string }>(
      {
        name: 'ads.delivered_lines',
        text: `SELECT line_item_id, sum(shown)::bigint AS shown, sum(viewable)::bigint AS viewable, sum(clicks)::bigint AS clicks
          FROM ad_facts WHERE hour_ms >= $1 GROUP BY organisation, line_item_id LIMIT ${ROWS_MAX}`,
      },
      [since],
    ),
    database.query<{ campaign_id: string; billed: number }>(
      {
        name: 'ads.spent_campaigns',
        text: `SELECT campaign_id, billed FROM ad_budgets
          WHERE line_item_id = '00000000-0000-0000-0000-000000000000' AND billed > 0 LIMIT ${ROWS_MAX}`,
      },
      [],
    ),
  ]);
  return {
    lines: new Map(lines.map((row) => [row.line_item_id, row])),
    spent: new Map(campaigns.map((row) => [row.campaign_id, row.billed])),
  };
}

/** @returns which part of its showings is expected to be paid for, 0 to 1: smoothed, so that few showings decide nothing. */
export function paidRate(pricing: Pricing, done: Delivered | undefined): number {
  if (pricing !== 'cpv' && pricing !== 'cpc') return 1;
  const { shown = 0, viewable = 0, clicks = 0 } = done ?? {};
  const events = pricing === 'cpv' ? viewable : clicks;
  const rate = (events + PRIOR_RATE[pricing] * PRIOR_SHOWINGS) / (shown + PRIOR_SHOWINGS);
  return Math.min(1, Math.max(RATE_MIN, rate));
}

/** What one showing of a line item is worth. Micros: millionths of the currency's unit. */
export interface Worth {
  /** What it bids: for a thousand showings. */
  ecpmMicros: number;
  /** For the one event that is paid. */
  eventMicros: number;
  /** What a showing is expected to cost: what a lease is asked for. */
  reserveMicros: number;
}

/** @param minorDigits of the currency. @returns what a showing is worth; zeros for house ads. Cost: none. */
export function worthOf(
  { pricing, price }: { pricing: Pricing; price: number },
  done: Delivered | undefined,
  minorDigits: number,
): Worth {
  if (pricing === 'house') return { ecpmMicros: 0, eventMicros: 0, reserveMicros: 0 };
  const priceMicros = price * 10 ** (6 - minorDigits);
  if (pricing === 'cpm') {
    const one = Math.floor(priceMicros / 1_000);
    return { ecpmMicros: priceMicros, eventMicros: one, reserveMicros: one };
  }
  const rate = paidRate(pricing, done);
  return {
    ecpmMicros: Math.floor(priceMicros * rate * 1_000),
    eventMicros: priceMicros,
    reserveMicros: Math.max(1, Math.ceil(priceMicros * rate)),
  };
}
