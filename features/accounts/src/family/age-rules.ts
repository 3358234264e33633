// How old is old enough: dated data of the region, and the arithmetic of months. Months are all that is asked, so that a birthday
// is counted from the first day of the month after it.

import type { AgeBand } from '@jhalak/contracts';
import type { Queries } from '@jhalak/ports';

export interface AgeRule {
  majority_years: number;
  /** 0: nobody is asked. */
  consent_below_years: number;
}

/** The years at which each band of children ends. */
const BAND_ENDS = { under13: 13, '13-17': 18 } as const;

const RULE = {
  name: 'accounts.age_rule',
  short: true,
  text: `SELECT majority_years, consent_below_years FROM age_rules WHERE country IN ($1, '*') AND from_ms <= $2
    ORDER BY country = '*', from_ms DESC LIMIT 1`,
};

/**
 * How a declared child stands, as `Caller.child`; null for everybody else. For a statement with the person as `p`, the region as
 * $2 and the time as $3.
 */
export const CHILD_COLUMN = `CASE WHEN p.age_band IN ('under13', '13-17') THEN (
    SELECT json_build_object(
      'consent', (CASE p.age_band WHEN 'under13' THEN 13 ELSE 18 END) > rule.consent_below_years
        OR consent.state IS NOT DISTINCT FROM 'given',
      'mayBePublic', consent.state IS NOT DISTINCT FROM 'given' AND consent.may_be_public)
    FROM (SELECT consent_below_years FROM age_rules WHERE country IN ($2, '*') AND from_ms <= $3
      ORDER BY country = '*', from_ms DESC LIMIT 1) AS rule
    LEFT JOIN parental_consents consent ON consent.person_id = p.person_id
  ) END AS child`;

/** @returns the rule in force. Cost: one point read. */
export async function ageRule(on: Queries, region: string, nowMs: number): Promise<AgeRule> {
  const [row] = await on.query<AgeRule>(RULE, [region, nowMs]);
  if (row === undefined) throw new Error('age_rules has no row in force: the release brings one');
  return row;
}

export type ChildBand = keyof typeof BAND_ENDS;

export function isChildBand(band: AgeBand | null | undefined): band is ChildBand {
  return band === 'under13' || band === '13-17';
}

/** @returns whether a parent must agree for somebody of this band. */
export function needsParent(rule: AgeRule, band: AgeBand | null | undefined): boolean {
  return isChildBand(band) && BAND_ENDS[band] <= rule.consent_below_years;
}

/** @returns whether somebody born in this month could truly say so at that time. */
export function fitsBand(bornMonth: string, band: ChildBand, saidAtMs: number): boolean {
  return (
    reachesAtMs(bornMonth, 0) <= saidAtMs && reachesAtMs(bornMonth, BAND_ENDS[band]) > saidAtMs
  );
}

/** @returns the band of somebody born in this month. */
export function bandOf(bornMonth: string, rule: AgeRule, nowMs: number): AgeBand {
  if (reachesAtMs(bornMonth, rule.majority_years) <= nowMs) return '18plus';
  return reachesAtMs(bornMonth, BAND_ENDS.under13) <= nowMs ? '13-17' : 'under13';
}

/** @returns the newest month in which somebody was born who has this age by now, `YYYY-MM`. */
export function bornBefore(years: number, nowMs: number): string {
  const now = new Date(nowMs);
  const month = new Date(Date.UTC(now.getUTCFullYear() - years, now.getUTCMonth() - 1, 1));
  return month.toISOString().slice(0, 7);
}

/** From when somebody born in this month surely has this age: whichever day it was. */
function reachesAtMs(bornMonth: string, years: number): number {
  const [year = 0, month = 1] = bornMonth.split('-').map(Number);
  // At birth itself: the month's own beginning. Months are counted from 0, so `month` is the one after.
  return Date.UTC(year + years, years === 0 ? month - 1 : month, 1);
}
