// Dated data about numbers and codes: which numbers a region has, how many codes may be sent, what a message says. Rows with an
// author and a source; the latest beginning counts.

import type { Queries } from '@jhalak/ports';
import type { NumberPlan } from './normal-phone.ts';

/** A row of `code_terms`. */
export interface CodeTerms {
  minutes: number;
  tries: number;
  again_s: number;
  number_hour: number;
  number_day: number;
  caller_hour: number;
  nobody_hour: number;
  cell_hour: number;
  recycle_days: number;
  number_after_day: number;
  known_day: number;
  /** Percent. */
  known_share: number;
}

export interface Budget {
  prefix: string;
  per_hour: number;
  per_day: number;
}

/** What a message says, and under which id others know it. */
export interface CodeTemplate {
  id: string;
  language: string;
  body: string;
}

const PLAN = {
  name: 'accounts.phone_plan',
  short: true,
  text: `SELECT calling_code, trunk, pattern FROM phone_plans WHERE country = $1 AND from_ms <= $2
    ORDER BY from_ms DESC LIMIT 1`,
};
const TERMS = {
  name: 'accounts.code_terms',
  short: true,
  text: 'SELECT * FROM code_terms WHERE from_ms <= $1 ORDER BY from_ms DESC LIMIT 1',
};
const BUDGET = {
  name: 'accounts.phone_budget',
  short: true,
  text: `SELECT prefix, per_hour, per_day FROM phone_budgets WHERE from_ms <= $2 AND starts_with($1, prefix)
    ORDER BY length(prefix) DESC, from_ms DESC LIMIT 1`,
};
const TEMPLATE = {
  name: 'accounts.code_template',
  short: true,
  // A language that has none gets English.
  text: `SELECT template, language, registered_id, body FROM code_templates
    WHERE template = 'code' AND language IN ($1, 'en') AND from_ms <= $2
    ORDER BY (language = 'en'), from_ms DESC LIMIT 1`,
};

interface PlanRow {
  calling_code: string;
  trunk: string;
  pattern: string;
}

/** @returns the plan of this region; undefined where none is on record: then nobody signs in by phone. Cost: one point read. */
export async function numberPlan(
  on: Queries,
  region: string,
  nowMs: number,
): Promise<NumberPlan | undefined> {
  const [row] = await on.query<PlanRow>(PLAN, [region, nowMs]);
  return row === undefined
    ? undefined
    : { callingCode: row.calling_code, trunk: row.trunk, pattern: new RegExp(row.pattern) };
}

export async function codeTerms(on: Queries, nowMs: number): Promise<CodeTerms> {
  const [row] = await on.query<CodeTerms>(TERMS, [nowMs]);
  if (row === undefined) throw new Error('code_terms has no row in force: the release brings one');
  return row;
}

/** @returns the budget under which a number falls; undefined: none is on record, and nothing is sent. */
export async function budgetOf(
  on: Queries,
  phone: string,
  nowMs: number,
): Promise<Budget | undefined> {
  return (await on.query<Budget>(BUDGET, [phone, nowMs]))[0];
}

export async function codeTemplate(
  on: Queries,
  language: string,
  nowMs: number,
): Promise<CodeTemplate> {
  const [row] = await on.query<{
    template: string;
    language: string;
    registered_id: string | null;
    body: string;
  }>(TEMPLATE, [language, nowMs]);
  if (row === undefined) throw new Error('code_templates has no row in force for English');
  const id = row.registered_id ?? `${row.template}.${row.language}`;
  return { id, language: row.language, body: row.body };
}
