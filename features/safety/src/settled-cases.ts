// What goes for good: cases that were settled long ago, each with its reports, acts and appeal. What waits, and what has effect
// still (a suspension, a removal, a restriction by age), is not settled and stays; SafetyStore says when a case is.

import type { Clock } from '@jhalak/kernel';
import type { Database, Queries, Tx } from '@jhalak/ports';

/** Cases that one transaction takes. */
const BATCH_MAX = 200;
/** Reports that one transaction takes; of a case with more, the case and the rest go with the next. */
const REPORTS_MAX = 5_000;
/** Transactions of one run; what is left waits for the next. */
const BATCHES_MAX = 20;

const TERMS = {
  name: 'safety.case_terms',
  text: `SELECT keep_ms FROM safety_case_terms WHERE from_ms <= $1 AND country IN ($2, '')
    ORDER BY (country = ''), from_ms DESC LIMIT 1`,
};
// Held: whoever reports or decides meanwhile waits, and begins a case of its own.
const DUE = {
  name: 'safety.cases_due',
  text: `SELECT item_id FROM safety_cases WHERE settled_at_ms < $1
    ORDER BY settled_at_ms, item_id LIMIT $2 FOR UPDATE SKIP LOCKED`,
};
const FORGET_REPORTS = {
  name: 'safety.forget_reports',
  text: `DELETE FROM safety_reports WHERE (item_id, report_id) IN
      (SELECT item_id, report_id FROM safety_reports WHERE item_id = ANY($1::uuid[]) LIMIT $2)
    RETURNING 1`,
};
const WITHOUT_REPORTS = {
  name: 'safety.cases_without_reports',
  text: `SELECT id AS item_id FROM unnest($1::uuid[]) AS id
    WHERE NOT EXISTS (SELECT 1 FROM safety_reports AS r WHERE r.item_id = id)`,
};
/** The case last: as long as it stands, the next run finds what is left. */
const WITH_A_CASE = ['safety_acts', 'safety_appeals', 'safety_cases'] as const;

interface KeepingParts {
  database: Database;
  clock: Clock;
  /** The cell's country, whose terms hold. */
  region: string;
}

/**
 * Erases cases that were settled longer ago than the terms of now keep them.
 *
 * @returns how many cases; at most BATCH_MAX x BATCHES_MAX.
 */
export async function forgetSettledCases({
  database,
  clock,
  region,
}: KeepingParts): Promise<number> {
  const nowMs = clock.nowMs();
  const beforeMs = nowMs - (await keepMs(database, nowMs, region));
  let gone = 0;
  for (let batch = 0; batch < BATCHES_MAX; batch += 1) {
    const took = await database.transaction(async (tx) => await forgetBatch(tx, beforeMs));
    gone += took.cases;
    if (!took.isMore) break;
  }
  return gone;
}

async function keepMs(on: Queries, nowMs: number, region: string): Promise<number> {
  const [terms] = await on.query<{ keep_ms: number }>(TERMS, [nowMs, region]);
  if (terms === undefined) throw new Error('safety_case_terms has no row: the release brings one');
  return terms.keep_ms;
}

async function forgetBatch(tx: Tx, beforeMs: number): Promise<{ cases: number; isMore: boolean }> {
  const due = ids(await tx.query<{ item_id: string }>(DUE, [beforeMs, BATCH_MAX]));
  if (due.length === 0) return { cases: 0, isMore: false };
  const reports = (await tx.query(FORGET_REPORTS, [due, REPORTS_MAX])).length;
  const bare =
    reports < REPORTS_MAX ? due : ids(await tx.query<{ item_id: string }>(WITHOUT_REPORTS, [due]));
  for (const table of WITH_A_CASE)
    await tx.query(
      {
        name: `safety.forget.${table}`,
        text: `DELETE FROM ${table} WHERE item_id = ANY($1::uuid[])`,
      },
      [bare],
    );
  return { cases: bare.length, isMore: due.length === BATCH_MAX || bare.length < due.length };
}

const ids = (rows: readonly { item_id: string }[]): string[] => rows.map((row) => row.item_id);
