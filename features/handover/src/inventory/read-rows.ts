// Rows of a table as text, in one snapshot of the whole database, a few at a time.

import type { Database, Queries } from '@jhalak/ports';

/** A batch of rows of 10 kB is 5 MB; smaller ones cost a round trip each. */
const ROWS_AT_ONCE = 500;

/**
 * Rows of one table that are an inventory item of their own: the events of a stream, the orders in force, live keys.
 * `by` is SQL over the row `t`: a text that names the item, or null for rows that belong to none.
 */
export interface RowGrouping {
  table: string;
  by: string;
}

/** One row: its text, and the name that each grouping gives it. */
export interface RowText {
  text: string;
  groups: (string | null)[];
}

/**
 * Runs `work` in a transaction that sees one moment of the whole database, changes nothing and draws no transaction id, so
 * that the journal of a running cell is sealed past it.
 */
export async function inSnapshot<Result>(
  database: Database,
  work: (on: Queries) => Promise<Result>,
): Promise<Result> {
  return await database.transaction(async (tx) => {
    await tx.query({
      name: 'handover.snapshot',
      text: 'SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY',
    });
    return await work(tx);
  });
}

/** @returns the tables that there are, but those of PostgreSQL itself and of the job queue (a third party's, classed local). */
export async function liveTables(on: Queries): Promise<string[]> {
  const rows = await on.query<{ name: string }>({
    name: 'handover.tables',
    text: `SELECT CASE WHEN schemaname = 'public' THEN tablename ELSE schemaname || '.' || tablename END AS name
      FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema', 'graphile_worker') ORDER BY 1`,
  });
  return rows.map(({ name }) => name);
}

/**
 * Every row of a table as `to_jsonb(row)::text`: PostgreSQL's own text of it, which is the same on every server, and which
 * anybody can ask for with psql. As the rows lie: the digest does not need an order, and so no sort.
 */
export async function* rowsOf(
  on: Queries,
  table: string,
  groupings: readonly RowGrouping[],
): AsyncGenerator<RowText> {
  const cursor = 'handover_rows';
  await on.query({
    name: `handover.declare.${table}`,
    text: `DECLARE ${cursor} NO SCROLL CURSOR FOR ${selected(table, groupings)}`,
  });
  const fetched = async () =>
    await on.query<{ text: string; groups: (string | null)[] | null }>({
      name: 'handover.fetch',
      text: `FETCH ${ROWS_AT_ONCE} FROM ${cursor}`,
    });
  for (let rows = await fetched(); ;) {
    // The database works on the next rows while whoever asks is busy with these.
    const next = rows.length < ROWS_AT_ONCE ? undefined : fetched();
    next?.catch(() => undefined);
    for (const { text, groups: found } of rows) yield { text, groups: found ?? [] };
    if (next === undefined) break;
    rows = await next;
  }
  await on.query({ name: 'handover.close', text: `CLOSE ${cursor}` });
}

/** The same of some thousand rows that lie in blocks from one on to before another. */
export async function rowsIn(
  on: Queries,
  table: string,
  groupings: readonly RowGrouping[],
  blocks: { from: number; to: number },
): Promise<RowText[]> {
  const rows = await on.query<{ text: string; groups: (string | null)[] | null }>(
    {
      name: `handover.rows_in.${table}`,
      text: `${selected(table, groupings)} WHERE t.ctid >= $1::tid AND t.ctid < $2::tid`,
    },
    [`(${blocks.from},0)`, `(${blocks.to},0)`],
  );
  return rows.map(({ text, groups }) => ({ text, groups: groups ?? [] }));
}

function selected(table: string, groupings: readonly RowGrouping[]): string {
  const groups = groupings.map(({ by }) => `(${by})`).join(', ');
  const names = groupings.length === 0 ? 'NULL::text[]' : `ARRAY[${groups}]::text[]`;
  return `SELECT to_jsonb(t)::text AS text, ${names} AS groups FROM ${quotedTable(table)} AS t`;
}

/** @returns a name as SQL has it. */
export function quotedTable(table: string): string {
  return table
    .split('.')
    .map((part) => `"${part.replaceAll('"', '""')}"`)
    .join('.');
}
