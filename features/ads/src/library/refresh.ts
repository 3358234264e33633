// Brings the library's figures up to the facts: a minute after an ad was shown it is there.

import type { Targeting } from '@jhalak/contracts/ads';
import { DAY_MS, HOUR_MS, type Clock } from '@jhalak/kernel';
import type { Database } from '@jhalak/ports';

/** Ads of one run; the next goes on. */
const ADS_MAX = 2_000;
/** Of one ad, as a campaign has. */
const TARGETINGS_MAX = 50;
/** Events of now stand in this hour or the one before. */
const FRESH_MS = 2 * HOUR_MS;
/** Events of lock screens that were offline arrive within eight days. */
const LATE_MS = 9 * DAY_MS;

/** @param reach `fresh`: what was shown in the last hours; `late`: whatever events may still come for. @returns how many ads. */
export async function refreshLibrary(
  { database, clock }: { database: Database; clock: Clock },
  span: 'fresh' | 'late',
): Promise<number> {
  const sinceMs = clock.nowMs() - (span === 'fresh' ? FRESH_MS : LATE_MS);
  const rows = await database.query<{ organisation: string; ad_id: string; lines: string[] }>(
    {
      name: 'ads.refresh_library',
      // Facts are of the version that was let out last before them; those of the hour in which it changed are of both.
      text: `WITH touched AS (
          SELECT DISTINCT organisation, creative FROM ad_facts WHERE hour_ms >= $1 AND shown > 0 LIMIT ${ADS_MAX}),
        spans AS (
          SELECT l.organisation, l.ad_id, l.creative,
            CASE WHEN l.version = min(l.version) OVER w THEN 0 ELSE l.from_ms - $2::bigint END AS from_ms,
            coalesce(lead(l.from_ms) OVER (w ORDER BY l.version), 9007199254740991) AS until_ms
          FROM ad_library l JOIN touched t ON t.organisation = l.organisation AND t.creative = l.creative
          WINDOW w AS (PARTITION BY l.organisation, l.creative)),
        sums AS (
          SELECT s.organisation, s.ad_id, min(f.hour_ms) AS first_ms, max(f.hour_ms) AS last_ms, sum(f.shown) AS shown,
            sum(f.reach) AS reach, sum(f.spend) AS spend, array_agg(DISTINCT f.placement) AS placements,
            array_agg(DISTINCT f.language) AS languages, array_agg(DISTINCT f.state) AS states,
            array_agg(DISTINCT f.line_item_id::text) AS lines
          FROM spans s JOIN ad_facts f ON f.organisation = s.organisation AND f.creative = s.creative
            AND f.hour_ms > s.from_ms AND f.hour_ms <= s.until_ms AND f.shown > 0
          GROUP BY s.organisation, s.ad_id)
        UPDATE ad_library l SET first_ms = s.first_ms, last_ms = s.last_ms, shown = s.shown, reach = s.reach,
          spend = s.spend, placements = s.placements, languages = s.languages, states = s.states
        FROM sums s WHERE l.organisation = s.organisation AND l.ad_id = s.ad_id
        RETURNING l.organisation, l.ad_id, s.lines`,
    },
    [sinceMs, HOUR_MS],
  );
  await refreshTargeting(database, rows);
  return rows.length;
}

async function refreshTargeting(
  database: Database,
  ads: readonly { organisation: string; ad_id: string; lines: string[] }[],
): Promise<void> {
  if (ads.length === 0) return;
  const found = await database.query<{ organisation: string; id: string; targeting: Targeting }>(
    {
      name: 'ads.library_targeting',
      text: `SELECT organisation, line_item_id::text AS id, targeting FROM ad_line_items
        WHERE organisation = ANY ($1) AND line_item_id::text = ANY ($2)`,
    },
    [[...new Set(ads.map(({ organisation }) => organisation))], ads.flatMap(({ lines }) => lines)],
  );
  const byLine = new Map(found.map((row) => [`${row.organisation} ${row.id}`, row.targeting]));
  const targetings = ads.map(({ organisation, lines }) => {
    const texts = lines.flatMap((line) => {
      const targeting = byLine.get(`${organisation} ${line}`);
      return targeting === undefined ? [] : [JSON.stringify(targeting)];
    });
    return `[${[...new Set(texts)].slice(0, TARGETINGS_MAX).join(',')}]`;
  });
  await database.query(
    {
      name: 'ads.set_library_targeting',
      text: `UPDATE ad_library l SET targeting = x.targeting::jsonb
        FROM unnest($1::text[], $2::uuid[], $3::text[]) AS x (organisation, ad_id, targeting)
        WHERE l.organisation = x.organisation AND l.ad_id = x.ad_id`,
    },
    [ads.map((one) => one.organisation), ads.map((one) => one.ad_id), targetings],
  );
}
