// Tables told by ranges of their blocks, so that a second look reads only what has changed. A row's version lies where it lies and
// never changes: a range in which the same transactions wrote the same places holds the same rows.

import type { Queries } from '@jhalak/ports';
import { quotedTable, rowsIn, rowsOf, type RowGrouping, type RowText } from './read-rows.ts';
import { elementOf, SetDigest } from './set-digest.ts';

/** Some thousand rows. */
const BLOCKS_MIN = 32;
/** Each takes 2 kB, and as much for each name of a grouping in it. */
const RANGES_MAX = 4_096;
/** Kinds of orders, reasons of holds, streams: far fewer. Each takes 2 kB while rows are read. */
const GROUPS_MAX = 1_000;

/** A table's rows as sets: all of them, and by the names that each grouping gives. */
export interface ToldTable {
  whole: SetDigest;
  parts: Map<string, SetDigest>[];
}

interface KnownRange extends ToldTable {
  mark: string;
}

interface KnownTable {
  blocks: number;
  ranges: Map<number, KnownRange>;
}

/** What one look leaves for the next, in this process: some megabytes a gigabyte of rows. */
export class KnownRanges {
  readonly #tables = new Map<string, KnownTable>();

  /** Reads what is new since the last look; the first time everything. @param on one snapshot. */
  async tell(
    on: Queries,
    table: string,
    groupings: readonly RowGrouping[],
    tooMany: () => Error,
  ): Promise<ToldTable> {
    // Marks are one statement over a whole table.
    await on.query({ name: 'handover.no_limit', text: 'SET LOCAL statement_timeout = 0' });
    const known = this.#tables.get(table) ?? {
      blocks: await blocksOf(on, table),
      ranges: new Map<number, KnownRange>(),
    };
    const ranges = new Map<number, KnownRange>();
    for (const { range, mark } of await marksOf(on, table, known.blocks)) {
      const before = known.ranges.get(range);
      if (before?.mark === mark) ranges.set(range, before);
      else {
        const blocks = { from: range * known.blocks, to: (range + 1) * known.blocks };
        const set = newSet(groupings.length);
        for (const row of await rowsIn(on, table, groupings, blocks)) add(set, table, row, tooMany);
        ranges.set(range, { mark, ...set });
      }
    }
    this.#tables.set(table, { blocks: known.blocks, ranges });
    return added([...ranges.values()], groupings.length);
  }
}

/** Reads all rows and adds them up. @param tooMany for more names of a grouping than fit. */
export async function readRows(
  on: Queries,
  table: string,
  groupings: readonly RowGrouping[],
  tooMany: () => Error,
): Promise<ToldTable> {
  const set = newSet(groupings.length);
  for await (const row of rowsOf(on, table, groupings)) add(set, table, row, tooMany);
  return set;
}

function newSet(groupings: number): ToldTable {
  return { whole: new SetDigest(), parts: Array.from({ length: groupings }, () => new Map()) };
}

function add(to: ToldTable, table: string, { text, groups }: RowText, tooMany: () => Error): void {
  const element = elementOf(table, text);
  const bytes = Buffer.byteLength(text);
  to.whole.add(element, bytes);
  for (const [at, name] of groups.entries()) {
    const sets = to.parts[at];
    if (name === null || sets === undefined) continue;
    if (!sets.has(name) && sets.size >= GROUPS_MAX) throw tooMany();
    setOf(sets, name).add(element, bytes);
  }
}

function added(ranges: readonly ToldTable[], groupings: number): ToldTable {
  const all = newSet(groupings);
  for (const { whole, parts } of ranges) {
    all.whole.addAll(whole);
    for (const [at, to] of all.parts.entries())
      for (const [name, set] of parts[at] ?? []) setOf(to, name).addAll(set);
  }
  return all;
}

function setOf(sets: Map<string, SetDigest>, name: string): SetDigest {
  const set = sets.get(name) ?? new SetDigest();
  sets.set(name, set);
  return set;
}

async function blocksOf(on: Queries, table: string): Promise<number> {
  const [row] = await on.query<{ blocks: number }>(
    {
      name: 'handover.blocks',
      text: `SELECT (pg_relation_size($1::regclass) / current_setting('block_size')::bigint)::int AS blocks`,
    },
    [quotedTable(table)],
  );
  return Math.max(BLOCKS_MIN, Math.ceil((row?.blocks ?? 0) / RANGES_MAX));
}

/** Where rows lie and who wrote them, in one pass inside the database. Cost: some 2 µs a row. */
async function marksOf(
  on: Queries,
  table: string,
  blocks: number,
): Promise<{ range: number; mark: string }[]> {
  return await on.query<{ range: number; mark: string }>(
    {
      name: `handover.marks.${table}`,
      text: `SELECT (ltrim(split_part(t.ctid::text, ',', 1), '(')::bigint / $1)::int AS range,
          count(*) || ' ' || sum(hashtextextended(t.ctid::text || ' ' || t.xmin::text, 0)) AS mark
        FROM ${quotedTable(table)} AS t GROUP BY 1 ORDER BY 1`,
    },
    [blocks],
  );
}
