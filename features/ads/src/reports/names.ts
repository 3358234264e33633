// How people call what a report names by ids.

import type { ReportDimension, ReportRow } from '@jhalak/contracts/ad-reports';
import type { Database } from '@jhalak/ports';

const NAMED = {
  organisation:
    'SELECT organisation AS id, name FROM ad_advertisers WHERE organisation = ANY ($1) AND ($2::text IS NULL OR organisation = $2)',
  campaign:
    'SELECT campaign_id::text AS id, name FROM ad_campaigns WHERE campaign_id::text = ANY ($1) AND ($2::text IS NULL OR organisation = $2)',
  lineItem:
    'SELECT line_item_id::text AS id, name FROM ad_line_items WHERE line_item_id::text = ANY ($1) AND ($2::text IS NULL OR organisation = $2)',
  creative:
    'SELECT creative_id::text AS id, name FROM ad_creatives WHERE creative_id::text = ANY ($1) AND ($2::text IS NULL OR organisation = $2)',
} as const;
type Named = keyof typeof NAMED;

/** @param organisation whose names; absent: anybody's. @returns the rows with names. Cost: a query a dimension. */
export async function namesOf(
  database: Database,
  rows: readonly ReportRow[],
  by: readonly ReportDimension[],
  organisation: string | undefined,
): Promise<ReportRow[]> {
  const names = new Map<string, ReadonlyMap<string, string>>();
  for (const dimension of by.filter((one): one is Named => Object.hasOwn(NAMED, one))) {
    const ids = [...new Set(rows.map(({ keys }) => keys[dimension] ?? ''))];
    const found = await database.query<{ id: string; name: string }>(
      { name: `ads.report_names_${dimension}`, text: NAMED[dimension] },
      [ids, organisation ?? null],
    );
    names.set(dimension, new Map(found.map(({ id, name }) => [id, name])));
  }
  return rows.map((row) => ({
    ...row,
    names: Object.fromEntries(
      [...names].flatMap(([dimension, byId]) => {
        const name = byId.get(row.keys[dimension] ?? '');
        return name === undefined ? [] : [[dimension, name]];
      }),
    ),
  }));
}
