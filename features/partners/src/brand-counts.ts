// What reached a brand's phones, by hour.

import { PACK_CARDS_MAX } from '@jhalak/contracts/lock';
import type { BrandCounts, BrandFill } from '@jhalak/contracts/partners';
import { DAY_MS, HOUR_MS } from '@jhalak/kernel';
import type { Database, Queries } from '@jhalak/ports';

const HOURS = 24;
const DAYS = 14;
/** Hours kept: the manifest's 400 days. */
const HOURS_KEPT = 400 * 24;
/** Rows deleted by one sweep. */
const ROWS_MAX = 20_000;

export const COUNT_NAMES = [
  'packs',
  'unchanged',
  'cards',
  'bytes',
  'glances',
  'opens',
  'dismisses',
  'withoutReceipt',
] as const satisfies readonly (keyof BrandCounts)[];

export function emptyCounts(): BrandCounts {
  return {
    packs: 0,
    unchanged: 0,
    cards: 0,
    bytes: 0,
    glances: 0,
    opens: 0,
    dismisses: 0,
    withoutReceipt: 0,
  };
}

export interface HourCounts {
  brandId: string;
  hour: number;
  counts: BrandCounts;
}

/** Adds what was counted to its hours, and notes which keys were used. */
export async function writeCounts(
  database: Database,
  entries: readonly HourCounts[],
  usedKeys: readonly string[],
  nowMs: number,
): Promise<void> {
  // Always in the same order: two processes that add to the same rows must not wait for each other in a ring.
  const ordered = entries.toSorted((a, b) =>
    `${a.brandId}/${a.hour}` < `${b.brandId}/${b.hour}` ? -1 : 1,
  );
  await database.transaction(async (tx) => {
    if (ordered.length > 0) {
      await tx.query(
        {
          name: 'partners.count',
          text: `INSERT INTO brand_hours AS h (brand_id, hour, packs, unchanged, cards, bytes, glances, opens, dismisses,
              without_receipt)
            SELECT * FROM unnest($1::uuid[], $2::int[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[],
              $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[])
            ON CONFLICT (brand_id, hour) DO UPDATE SET packs = h.packs + excluded.packs,
              unchanged = h.unchanged + excluded.unchanged, cards = h.cards + excluded.cards,
              bytes = h.bytes + excluded.bytes, glances = h.glances + excluded.glances,
              opens = h.opens + excluded.opens, dismisses = h.dismisses + excluded.dismisses,
              without_receipt = h.without_receipt + excluded.without_receipt`,
        },
        [
          ordered.map((entry) => entry.brandId),
          ordered.map((entry) => entry.hour),
          ...COUNT_NAMES.map((name) => ordered.map((entry) => entry.counts[name])),
        ],
      );
    }
    // To the hour is near enough to see whether an old key is still out there, and is one write a key and hour.
    await tx.query(
      {
        name: 'partners.key_used',
        text: `UPDATE brand_keys SET last_used_at_ms = $2::bigint
          WHERE key_id = ANY($1) AND (last_used_at_ms IS NULL OR last_used_at_ms < $2::bigint - ${HOUR_MS})`,
      },
      [usedKeys, nowMs],
    );
  });
}

interface HourRow {
  hour: number;
  packs: number;
  unchanged: number;
  cards: number;
  bytes: number;
  glances: number;
  opens: number;
  dismisses: number;
  without_receipt: number;
}

/** @returns the last 24 hours one by one, and the last days. Cost: one range read of at most 360 rows. */
export async function readFill(
  on: Queries,
  brand: { id: string; organisation: string },
  nowMs: number,
): Promise<BrandFill> {
  const hourNow = Math.floor(nowMs / HOUR_MS);
  const today = Math.floor(nowMs / DAY_MS);
  const firstHour = hourNow - HOURS + 1;
  const rows = await on.query<HourRow>(
    {
      name: 'partners.hours',
      text: `SELECT hour, packs, unchanged, cards, bytes, glances, opens, dismisses, without_receipt
        FROM brand_hours WHERE brand_id = $1 AND hour >= $2`,
    },
    [brand.id, Math.min(firstHour, (today - DAYS + 1) * 24)],
  );
  const within = (from: number, until: number): BrandCounts =>
    summed(rows.filter((row) => row.hour >= from && row.hour < until));
  const lastDay = within(firstHour, hourNow + 1);
  const days = Array.from({ length: DAYS }, (_, back) => today - back).map((day) => ({
    startsAtMs: day * DAY_MS,
    counts: within(day * 24, day * 24 + 24),
  }));
  return {
    organisation: brand.organisation,
    lastDay,
    hours: Array.from({ length: HOURS }, (_, at) => firstHour + at).map((hour) => ({
      startsAtMs: hour * HOUR_MS,
      counts: within(hour, hour + 1),
    })),
    days: days.filter(({ counts }) => COUNT_NAMES.some((name) => counts[name] > 0)),
    fill:
      lastDay.packs === 0 ? null : Math.min(1, lastDay.cards / (lastDay.packs * PACK_CARDS_MAX)),
  };
}

function summed(rows: readonly HourRow[]): BrandCounts {
  const sum = emptyCounts();
  for (const { without_receipt: withoutReceipt, ...row } of rows) {
    const counts: BrandCounts = { ...row, withoutReceipt };
    for (const name of COUNT_NAMES) sum[name] += counts[name];
  }
  return sum;
}

/** @returns how many hours were dropped because they are old. */
export async function forgetHours(database: Database, nowMs: number): Promise<number> {
  const rows = await database.query(
    {
      name: 'partners.forget_hours',
      text: `DELETE FROM brand_hours WHERE (brand_id, hour) IN
        (SELECT brand_id, hour FROM brand_hours WHERE hour < $1 LIMIT $2) RETURNING hour`,
    },
    [Math.floor(nowMs / HOUR_MS) - HOURS_KEPT, ROWS_MAX],
  );
  return rows.length;
}
