// A phone brand's month as a file: JSON Lines, a head and one line for each paid event on its phones. What was booked for the
// month stands in the head, and is the sum of the lines.

import type {
  BrandStatementHead,
  BrandStatementLine,
  ShareTerms,
} from '@jhalak/contracts/ad-money';
import type { Database } from '@jhalak/ports';
import { bookedIn } from './earnings.ts';
import { monthOf } from './invoices.ts';
import { SHARE_RULES } from './shares.ts';
import type { MoneyDeps } from './types.ts';

/** Lines of one read. */
const ROWS_PER_READ = 2_000;
/** Reads of one file: ten million lines, more than a brand's month of paid events. */
const READS_MAX = 5_000;

interface LineRow {
  kind: BrandStatementLine['kind'];
  grant_id: string;
  showing: string;
  token_name: string;
  paid_on: string;
  units: number;
  share: number;
  at_ms: number;
}

/** @returns the file, piece by piece. Cost: a read every 2,000 lines. */
export async function* brandFile(
  deps: Pick<MoneyDeps, 'database' | 'ledger' | 'region'>,
  organisation: string,
  name: string,
): AsyncGenerator<string> {
  const { fromMs, untilMs } = monthOf(deps, name);
  const { currency, minorDigits } = deps.ledger.book();
  const booked = await bookedIn(deps, 'brand', organisation, name);
  const head: BrandStatementHead = {
    ...{ statement: 1, organisation, month: name, fromMs, untilMs, currency, minorDigits, booked },
    terms: brandTerms(deps.region),
  };
  yield `${JSON.stringify(head)}\n`;
  for (const kind of ['billed', 'reversed'] as const)
    for await (const rows of linesOf(deps.database, { kind, organisation, fromMs, untilMs }))
      yield rows.map((row) => `${JSON.stringify(shown(row))}\n`).join('');
}

/** @returns all terms that ever held in a region: what is published. */
export function brandTerms(region: string): ShareTerms[] {
  return SHARE_RULES.filter((rule) => rule.region === region).map((rule) => ({ ...rule }));
}

function shown(row: LineRow): BrandStatementLine {
  return {
    ...{ kind: row.kind, token: row.token_name, grant: row.grant_id, on: row.paid_on },
    ...{ units: row.units, share: row.share, atMs: row.at_ms },
  };
}

const AFTER = `(at_ms, grant_id, showing) > ($4, $5::uuid, $6::uuid) ORDER BY at_ms, grant_id, showing LIMIT $7`;
const READS = {
  billed: {
    name: 'ads.brand_billed',
    text: `SELECT 'billed' AS kind, grant_id, showing, token_name, paid_on, units, brand_units AS share, at_ms FROM ad_billed
      WHERE brand = $1 AND at_ms >= $2 AND at_ms < $3 AND ${AFTER}`,
  },
  reversed: {
    name: 'ads.brand_reversed',
    text: `SELECT 'reversed' AS kind, grant_id, showing, token_name, paid_on, units, share, at_ms FROM (
        SELECT b.grant_id, b.showing, b.token_name, b.paid_on, -b.units AS units, -b.brand_units AS share, r.at_ms FROM ad_reversals r
        JOIN ad_billed b ON b.organisation = r.organisation AND b.grant_id = r.grant_id AND b.showing = r.showing
        WHERE b.brand = $1 AND r.at_ms >= $2 AND r.at_ms < $3) AS back
      WHERE ${AFTER}`,
  },
} as const;
const FIRST = '00000000-0000-0000-0000-000000000000';

async function* linesOf(
  database: Database,
  of: { kind: 'billed' | 'reversed'; organisation: string; fromMs: number; untilMs: number },
): AsyncGenerator<LineRow[]> {
  let after: Pick<LineRow, 'at_ms' | 'grant_id' | 'showing'> = {
    ...{ at_ms: of.fromMs - 1, grant_id: FIRST, showing: FIRST },
  };
  for (let read = 0; read < READS_MAX; read += 1) {
    const rows = await database.query<LineRow>(READS[of.kind], [
      ...[of.organisation, of.fromMs, of.untilMs],
      ...[after.at_ms, after.grant_id, after.showing, ROWS_PER_READ],
    ]);
    if (rows.length > 0) yield rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < ROWS_PER_READ) return;
    after = last;
  }
}
