// A table in ranges of its primary key: where one ends, what is in it, and its rows as lines of JSON. Everything that looks at rows
// runs in the database; what comes over the wire is digests, and rows that go.

import type { Readable } from 'node:stream';
import { to as copyTo } from 'pg-copy-streams';
import type { LongTransaction } from '../../backup/long-transaction.ts';
import { quoted } from '../../backup/table-plan.ts';
import { CommandError } from '../../command.ts';
import type { PackedTable } from './tables.ts';

/** Text of a key's columns, in the key's order. */
export type KeyText = readonly string[];

/** Rows above one key, up to and with another one. */
export interface KeyRange {
  /** Undefined: from the first row. */
  above: KeyText | undefined;
  /** Undefined: to the last row, whatever comes. */
  upTo: KeyText | undefined;
}

/** What a range holds. */
export interface RangeLook {
  rows: number;
  /** Of its keys, in their order. */
  keys: string;
  /** Rows that were written since; all of them without `since`. */
  changedRows: number;
  /** Of who wrote each last, and with `since` of their keys too: the same digest (and the same keys) means the same rows. */
  changedVersions: string;
  /** Of the keys of rows that were not written since. */
  untouchedRows: number;
  untouchedKeys: string;
}

/** How many transaction ids ago, at most, a row was written that counts as changed. */
export interface Since {
  age: number;
}

/** Text that one part should have, before compression: a few MB, so that a range is read again cheaply. */
const PART_TEXT_BYTES = 4_000_000;
const ROWS_MIN = 500;
/** Keys of one range are held in memory when some of them are gone. */
const ROWS_MAX = 40_000;
/** For a table that the database has no figures of. */
const ROW_BYTES = 400;

/** @returns how many rows a range of this table should hold. */
export async function rowsARange(tx: LongTransaction, { shape }: PackedTable): Promise<number> {
  const [found] = await tx.query<{ pages: number; rows: number }>(
    {
      name: 'pack.figures',
      text: 'SELECT relpages AS pages, reltuples::float8 AS rows FROM pg_class WHERE oid = to_regclass(quote_ident($1))',
    },
    [shape.table],
  );
  const { pages = 0, rows = 0 } = found ?? {};
  const rowBytes = pages > 0 && rows > 0 ? (pages * 8_192) / rows : ROW_BYTES;
  return Math.round(Math.min(ROWS_MAX, Math.max(ROWS_MIN, PART_TEXT_BYTES / rowBytes)));
}

/** @returns the key at which `rows` rows above a key end; undefined when there are not so many. */
export async function endOfRange(
  tx: LongTransaction,
  table: PackedTable,
  above: KeyText | undefined,
  rows: number,
): Promise<KeyText | undefined> {
  return await oneKey(
    tx,
    table,
    `${conditions(tx, table, { above, upTo: undefined })} ORDER BY ${keyOrder(table)} OFFSET ${rows - 1} LIMIT 1`,
  );
}

/** @returns the highest key; undefined for an empty table. */
export async function lastKey(
  tx: LongTransaction,
  table: PackedTable,
): Promise<KeyText | undefined> {
  const down = table.key.map(({ name }) => `t.${quoted(name)} DESC`).join(', ');
  return await oneKey(tx, table, `${table.where} ORDER BY ${down} LIMIT 1`);
}

async function oneKey(
  tx: LongTransaction,
  table: PackedTable,
  rest: string,
): Promise<KeyText | undefined> {
  const key = table.key.map(({ name }) => `t.${quoted(name)}::text`).join(', ');
  const { rows } = await tx.connection.query<{ key: string[] }>(
    `SELECT ARRAY[${key}] AS key FROM ${table.from} WHERE ${rest}`,
  );
  return rows[0]?.key;
}

/**
 * Looks at a range. @throws CommandError for a row that the package could not tell from another one.
 * Cost: one look at each row, some microseconds, in the database.
 */
export async function lookAt(
  tx: LongTransaction,
  table: PackedTable,
  range: KeyRange,
  since?: Since,
): Promise<RangeLook> {
  const nulls = table.ambiguous.map((name) => `jsonb_typeof(t.${quoted(name)}) = 'null'`);
  const told = since === undefined ? BASE_DIGESTS : DELTA_DIGESTS;
  // What is gathered comes in the order of the rows inside.
  const { rows } = await tx.connection.query<RangeLook & { isAmbiguous: boolean | null }>(
    `SELECT count(*) AS "rows", ${digest('k')} AS "keys", ${told}, bool_or(n) AS "isAmbiguous"
    FROM (SELECT ${keySpelled(table)} AS k, (${table.xmin})::text AS x,
        ${since === undefined ? 'true' : changedSince(table, since)} AS c,
        ${nulls.length === 0 ? 'false' : nulls.join(' OR ')} AS n
      FROM ${table.from} WHERE ${conditions(tx, table, range)} ORDER BY ${keyOrder(table)}) AS r`,
  );
  const [look] = rows;
  if (look === undefined) throw new Error('an aggregate has a row');
  if (look.isAmbiguous === true)
    throw new CommandError(
      `A row of ${table.shape.table} holds JSON's null in a column that may be empty: a package could not tell the two. Make it empty.`,
    );
  return look;
}

/** In a base every row counts as changed: whose versions they are, their keys say. */
const BASE_DIGESTS = `count(*) AS "changedRows", ${digest('x')} AS "changedVersions",
  0 AS "untouchedRows", '' AS "untouchedKeys"`;
const DELTA_DIGESTS = `count(*) FILTER (WHERE c) AS "changedRows", ${digest(`k || ' ' || x`, 'c')} AS "changedVersions",
  count(*) FILTER (WHERE NOT c) AS "untouchedRows", ${digest('k', 'NOT c')} AS "untouchedKeys"`;

function digest(what: string, filter?: string): string {
  const only = filter === undefined ? '' : ` FILTER (WHERE ${filter})`;
  return `encode(sha256(convert_to(coalesce(string_agg(${what}, E'\\n')${only}, ''), 'UTF8')), 'hex')`;
}

/** A row of a transaction that old or younger; one that was frozen and is far older may look young, which costs but loses nothing. */
function changedSince({ xmin }: PackedTable, { age }: Since): string {
  return `age(${xmin}) <= ${age}`;
}

/** @returns the lines of a range's rows, in the order of their keys. @param since only rows that were written since. */
export function rowLines(
  tx: LongTransaction,
  table: PackedTable,
  range: KeyRange,
  since?: Since,
): Readable {
  const changed = since === undefined ? '' : ` AND ${changedSince(table, since)}`;
  return lines(
    tx,
    `SELECT row_to_json(r) FROM (SELECT ${table.spelled.join(', ')} FROM ${table.from}
      WHERE ${conditions(tx, table, range)}${changed} ORDER BY ${keyOrder(table)}) AS r`,
  );
}

/** @returns the keys of a range as lists in JSON, spelled as in rows. */
export async function keysOf(
  tx: LongTransaction,
  table: PackedTable,
  range: KeyRange,
): Promise<unknown[][]> {
  const names = new Set(table.shape.primaryKey);
  const spelled = table.spelled.filter((_, at) => names.has(table.shape.columns[at]?.name ?? ''));
  const { rows } = await tx.connection.query<{ key: Record<string, unknown> }>(
    `SELECT row_to_json(r) AS key FROM (SELECT ${spelled.join(', ')} FROM ${table.from}
      WHERE ${conditions(tx, table, range)}) AS r`,
  );
  return rows.map(({ key }) => table.shape.primaryKey.map((name) => key[name]));
}

/** JSON holds no control characters, so nothing in a line is ever quoted: what COPY writes is the JSON itself. */
function lines(tx: LongTransaction, query: string): Readable {
  return tx.connection.query(
    copyTo(
      `COPY (${query}) TO STDOUT (FORMAT csv, DELIMITER E'\\x02', QUOTE E'\\x01', ESCAPE E'\\x01')`,
    ),
  );
}

function conditions(tx: LongTransaction, table: PackedTable, { above, upTo }: KeyRange): string {
  const all = [table.where];
  if (above !== undefined) all.push(`(${keyNames(table)}) > (${keyValues(tx, table, above)})`);
  if (upTo !== undefined) all.push(`(${keyNames(table)}) <= (${keyValues(tx, table, upTo)})`);
  return all.join(' AND ');
}

function keyNames({ key }: PackedTable): string {
  return key.map(({ name }) => `t.${quoted(name)}`).join(', ');
}

/** Types whose text holds no comma and no quote. */
const PLAIN_TYPES: readonly string[] = ['uuid', 'smallint', 'integer', 'bigint', 'xid8', 'date'];

/** A record's own text is unambiguous for every type, and takes three times as long. */
function keySpelled({ key }: PackedTable): string {
  const names = key.map(({ name }) => `t.${quoted(name)}`);
  if (!key.every(({ type }) => PLAIN_TYPES.includes(type))) return `ROW(${names.join(', ')})::text`;
  return names.map((name) => `${name}::text`).join(` || ',' || `);
}

function keyOrder({ key }: PackedTable): string {
  return key.map(({ name }) => `t.${quoted(name)}`).join(', ');
}

function keyValues(tx: LongTransaction, { key }: PackedTable, text: KeyText): string {
  return key
    .map(({ type }, at) => `${tx.connection.escapeLiteral(text[at] ?? '')}::${type}`)
    .join(', ');
}
