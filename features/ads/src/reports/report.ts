// Reports over what billing counted. They read the hours that billing writes in the same transaction as each event: what is
// billed is in the next report.

import { problem } from '@jhalak/contracts';
import {
  AUDIENCE_DIMENSIONS,
  REPORT_DAYS_MAX,
  REPORT_FLOOR,
  REPORT_HOURS_MAX,
  type OperatorReportQuery,
  type Report,
  type ReportDimension,
  type ReportRow,
} from '@jhalak/contracts/ad-reports';
import { DAY_MS, HOUR_MS, MINUTE_MS, type Clock } from '@jhalak/kernel';
import type { Database } from '@jhalak/ports';
import { add, fold, NO_FIGURES, type Atom, type Figures } from './fold.ts';
import { namesOf } from './names.ts';

/** Atoms of one report, some 20 MB: a year of days of a hundred creatives. More is asked for in parts. */
const ATOMS_MAX = 60_000;
/** A table that people or programs read. */
const ROWS_MAX = 10_000;

export interface ReportDeps {
  database: Database;
  clock: Clock;
  book: () => { currency: string; minorDigits: number; offsetMinutes: number };
}

/** Columns of ad_facts by dimension; nothing else of a question reaches a statement's text. */
const COLUMNS: Readonly<Partial<Record<ReportDimension, string>>> = {
  ...{
    organisation: 'organisation',
    campaign: 'campaign_id::text',
    lineItem: 'line_item_id::text',
  },
  ...{ creative: 'creative', placement: 'placement' },
  ...{ language: 'language', genre: 'genre', state: 'state', hour: 'hour_ms::text' },
  // $8: minutes that the region's clocks are before UTC's. A day is that of its hours' beginnings.
  day: `to_char(to_timestamp((hour_ms + $8::bigint * 60000) / 1000) AT TIME ZONE 'UTC', 'YYYY-MM-DD')`,
};
/** What an atom is beside its audience. */
const ATOM_DIMENSIONS = [
  'organisation',
  'day',
  'campaign',
  'lineItem',
  'creative',
  'placement',
] as const;
/** Statements' names. */
const ATOM_LETTERS: Readonly<Record<ReportDimension, string>> = {
  ...{
    organisation: 'O',
    day: 'D',
    hour: 'H',
    campaign: 'C',
    lineItem: 'L',
    creative: 'A',
    placement: 'P',
  },
  ...{ language: 'l', genre: 'g', state: 's' },
};
const FIGURES = `sum(shown)::bigint AS shown, sum(viewable)::bigint AS viewable, sum(clicks)::bigint AS clicks,
  sum(conversions)::bigint AS conversions, sum(reach)::bigint AS reach, sum(spend)::bigint AS spend,
  sum(reversed)::bigint AS reversed`;
const WHERE = `($1::text IS NULL OR organisation = $1) AND hour_ms >= $2 AND hour_ms < $3
  AND ($4::uuid IS NULL OR campaign_id = $4) AND ($5::uuid IS NULL OR line_item_id = $5)
  AND ($6::text IS NULL OR creative = $6) AND ($7::text IS NULL OR placement = $7)`;

type FactRow = Figures & Partial<Record<ReportDimension, string>>;

/**
 * @param organisation whose; absent: everybody's, seats' too. @returns the report; its rows are sorted by their keys.
 * @throws `ads.dates`, `ads.report_too_large`, `request.invalid`. Cost: reads the hours asked for, by an index.
 */
export async function makeReport(deps: ReportDeps, query: OperatorReportQuery): Promise<Report> {
  const { database, clock, book } = deps;
  const by = dimensionsOf(query);
  checkSpan(query, by);
  const nowMs = clock.nowMs();
  const audience = by.find(isAudience);
  const { offsetMinutes, ...money } = book();
  const span = spanOf(query, audience, offsetMinutes);
  const values = [
    ...[query.organisation ?? null, span.fromMs, span.untilMs, query.campaign ?? null],
    ...[query.lineItem ?? null, query.creative ?? null, query.placement ?? null, offsetMinutes],
  ];
  const found = await readFacts(
    database,
    audience === undefined ? by : [...ATOM_DIMENSIONS, audience],
    values,
  );
  // Of what is taken back no audience is known: it stands in the sums alone, and folds nobody else's figures.
  const told = audience === undefined ? found : folded(found.filter(isOfPeople), audience);
  const rows = gathered(told, by);
  if (rows.length > ROWS_MAX) throw tooLarge();
  const named = await namesOf(database, rows, by, query.organisation);
  return {
    ...{ by, fromMs: span.fromMs, untilMs: span.untilMs },
    rows: named,
    total: found.reduce<Figures>(add, NO_FIGURES),
    filtered: await readFiltered(database, values),
    ...money,
    floor: REPORT_FLOOR,
    asOfMs: nowMs,
  };
}

function dimensionsOf({ by }: OperatorReportQuery): ReportDimension[] {
  // The schema lets only known names through.
  const named = (by === undefined ? [] : by.split(',')) as ReportDimension[];
  if (new Set(named).size !== named.length)
    throw problem('request.invalid', 'A dimension is named twice.');
  if (named.filter(isAudience).length > 1)
    throw problem(
      'request.invalid',
      'Language, genre and state come one at a time, so that nobody is singled out.',
    );
  if (named.some(isAudience) && named.includes('hour'))
    throw problem(
      'request.invalid',
      'Language, genre and state come by the day, so that nobody is singled out.',
    );
  return named;
}

function isAudience(one: ReportDimension): boolean {
  return AUDIENCE_DIMENSIONS.some((other) => other === one);
}

function checkSpan({ fromMs, untilMs }: OperatorReportQuery, by: readonly ReportDimension[]): void {
  if (untilMs <= fromMs) throw problem('ads.dates', 'The report ends before it begins.');
  const spanMs = untilMs - fromMs;
  if (
    spanMs > REPORT_DAYS_MAX * DAY_MS ||
    (by.includes('hour') && spanMs > REPORT_HOURS_MAX * HOUR_MS)
  )
    throw tooLarge();
}

/** Audiences are told by whole days: a part of one, taken from the whole, would show the rest. */
function spanOf(
  { fromMs, untilMs }: OperatorReportQuery,
  audience: ReportDimension | undefined,
  offsetMinutes: number,
): { fromMs: number; untilMs: number } {
  const stepMs = audience === undefined ? HOUR_MS : DAY_MS;
  const shiftMs = audience === undefined ? 0 : offsetMinutes * MINUTE_MS;
  return {
    fromMs: Math.floor((fromMs + shiftMs) / stepMs) * stepMs - shiftMs,
    untilMs: Math.ceil((untilMs + shiftMs) / stepMs) * stepMs - shiftMs,
  };
}

async function readFacts(
  database: Database,
  dimensions: readonly ReportDimension[],
  values: readonly unknown[],
): Promise<FactRow[]> {
  const named = dimensions.map((one) => `${COLUMNS[one]} AS "${one}"`);
  const rows = await database.query<FactRow>(
    {
      // The database cuts names at 63 letters.
      name: `ads.report_${dimensions.map((one) => ATOM_LETTERS[one]).join('')}`,
      text: `SELECT ${[...named, FIGURES].join(', ')} FROM ad_facts WHERE ${WHERE} AND $8::bigint IS NOT NULL
        ${named.length === 0 ? '' : `GROUP BY ${named.map((_one, at) => at + 1).join(', ')}`} LIMIT ${ATOMS_MAX + 1}`,
    },
    values,
  );
  if (rows.length > ATOMS_MAX) throw tooLarge();
  // Nothing at all is a row of NULLs.
  return rows.filter((row) => row.shown !== null);
}

async function readFiltered(
  database: Database,
  values: readonly unknown[],
): Promise<Report['filtered']> {
  // A creative is not known of what was filtered.
  return await database.query(
    {
      name: 'ads.report_filtered',
      text: `SELECT reason, sum(events)::bigint AS events FROM ad_filtered
        WHERE ${WHERE.replace('creative = $6', 'true')} AND $8::bigint IS NOT NULL GROUP BY reason ORDER BY reason LIMIT 100`,
    },
    values,
  );
}

function isOfPeople(row: FactRow): boolean {
  return Object.entries(row).some(
    ([name, value]) => name !== 'reversed' && typeof value === 'number' && value > 0,
  );
}

function folded(found: readonly FactRow[], audience: ReportDimension): FactRow[] {
  const atoms = found.map((row) => ({
    row,
    figures: row,
    group: JSON.stringify(ATOM_DIMENSIONS.map((one) => row[one])),
    audience: row[audience] ?? '',
  })) satisfies Atom[];
  return fold(atoms).map((atom) => ({ ...atom.row, [audience]: atom.audience }));
}

/** Sums rows that have the same keys. */
function gathered(found: readonly FactRow[], by: readonly ReportDimension[]): ReportRow[] {
  const rows = new Map<string, ReportRow>();
  for (const fact of found) {
    const keys = Object.fromEntries(by.map((one) => [one, fact[one] ?? '']));
    const key = JSON.stringify(Object.values(keys));
    const before = rows.get(key);
    rows.set(key, { keys, names: {}, ...add(before ?? NO_FIGURES, fact) });
  }
  return [...rows.entries()]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([, row]) => row);
}

function tooLarge(): Error {
  return problem(
    'ads.report_too_large',
    'This report would have too many rows; ask for fewer days or dimensions.',
  );
}
