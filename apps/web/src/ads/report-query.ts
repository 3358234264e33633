// What the reports page asks for, and what it makes of the answer. Pure.

import type { Report, ReportFigures } from '@jhalak/contracts/ad-reports';

export const RANGES = [7, 30, 90] as const;
export type Range = (typeof RANGES)[number];
export const DIMENSIONS = [
  'day',
  'campaign',
  'creative',
  'placement',
  'language',
  'genre',
  'state',
] as const;
export type Dimension = (typeof DIMENSIONS)[number];
export const METRICS = [
  'shown',
  'viewable',
  'clicks',
  'reach',
  'spend',
] as const satisfies readonly (keyof ReportFigures)[];
export type Metric = (typeof METRICS)[number];

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** As far back as reports go. */
const ALL_DAYS = 399;

/** @returns the query of the last days with the hour under way; `by` none: one row of everything. */
export function reportQuery(options: {
  nowMs: number;
  days: number;
  by?: Dimension;
  campaign?: string;
}): string {
  const untilMs = Math.ceil((options.nowMs + 1) / HOUR_MS) * HOUR_MS;
  const query = new URLSearchParams({
    fromMs: String(untilMs - options.days * DAY_MS),
    untilMs: String(untilMs),
    ...(options.by !== undefined && { by: options.by }),
    ...(options.campaign !== undefined && { campaign: options.campaign }),
  });
  return query.toString();
}

/** @returns the query of everything spent by campaign, as far back as reports go. */
export const spentQuery = (nowMs: number, campaign?: string): string =>
  reportQuery({
    ...{ nowMs, days: ALL_DAYS, by: 'campaign' },
    ...(campaign !== undefined && { campaign }),
  });

/** @returns what each campaign cost. */
export function spentBy(report: Report | null): ReadonlyMap<string, number> {
  return new Map(report?.rows.map(({ keys, spend }) => [keys['campaign'] ?? '', spend]) ?? []);
}

const NOTHING = {
  ...{ shown: 0, viewable: 0, clicks: 0, conversions: 0, reach: 0, spend: 0, reversed: 0 },
};
/** A chart of fewer days says little. */
const DAYS_LEAST = 7;

/** @returns a row a day, at least a week of them, also of days on which nothing was shown: a chart's days are equally far apart. */
export function withEmptyDays(rows: Report['rows']): Report['rows'] {
  const days = rows.map(({ keys }) => keys['day'] ?? '').toSorted();
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return rows;
  const found = new Map(rows.map((row) => [row.keys['day'] ?? '', row]));
  const filled: Report['rows'] = [];
  const beginMs = Math.min(Date.parse(first), Date.parse(last) - (DAYS_LEAST - 1) * DAY_MS);
  for (let ms = beginMs; ms <= Date.parse(last); ms += DAY_MS) {
    const day = new Date(ms).toISOString().slice(0, 10);
    filled.push(found.get(day) ?? { keys: { day }, names: {}, ...NOTHING });
  }
  return filled;
}
