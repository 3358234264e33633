// Rows of a package into a table: straight in for the base, over a staging table for what a delta changed or removed.

import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  PackageError,
  partRows,
  rowCheck,
  type PackageSource,
  type Part,
  type RowCheck,
  type TableShape,
} from '@jhalak/bags';
import { messageOf } from '@jhalak/kernel';
import { from as copyFrom } from 'pg-copy-streams';
import type { LongTransaction } from '../../backup/long-transaction.ts';
import { quoted } from '../../backup/table-plan.ts';
import type { Progress, Watch } from '../../backup/tell.ts';
import { lineMaker, type CopyColumn, type LineOf } from './copy-text.ts';
import { PackageRefused, refusalOf } from './package-set.ts';

/** Text gathered before it is handed to the connection. */
const BLOCK_CHARACTERS = 65_536;
const STAGING = 'import_staging';

/** Where rows go. */
export interface LoadTarget {
  /** As it is called in the database. */
  table: string;
  shape: TableShape;
  columns: readonly CopyColumn[];
}

/** How much a load changed. */
export interface Loaded {
  rows: number;
  deletions: number;
}

/** One table's rows in one package. */
export interface RowsGiven {
  source: PackageSource;
  rows: readonly Part[];
  deletions: readonly Part[];
}

/**
 * Brings one package's rows into a table.
 *
 * @param kind `base`: the table is empty; `delta`: keys that are gone first, then rows in the place of those with their key.
 * @throws PackageRefused when the database does not take a row; the transaction must then be given up.
 * Memory: one block of rows.
 */
export async function loadRows(
  tx: LongTransaction,
  target: LoadTarget,
  given: RowsGiven,
  kind: 'base' | 'delta',
  watch: Watch & { progress: Progress },
): Promise<Loaded> {
  const { columns } = target;
  const rowsIn = (into: string, how: 'frozen' | 'plain') =>
    copyIn(
      tx,
      { into, how, columns },
      rowsOf(given.source, given.rows, rowCheck(target.shape, 'rows'), lineMaker(columns)),
      watch,
    );
  if (kind === 'base') return { rows: await rowsIn(target.table, 'frozen'), deletions: 0 };
  const deletions = await removeRows(tx, target, given, watch);
  if (given.rows.length === 0) return { rows: 0, deletions };
  await stage(tx, target.table, columns);
  const rows = await rowsIn(STAGING, 'plain');
  await removeStaged(tx, target);
  const names = listed(columns);
  await tx.connection.query(
    `INSERT INTO ${quoted(target.table)} (${names}) OVERRIDING SYSTEM VALUE SELECT ${names} FROM ${STAGING}`,
  );
  await tx.connection.query(`DROP TABLE ${STAGING}`);
  return { rows, deletions };
}

async function removeRows(
  tx: LongTransaction,
  target: LoadTarget,
  given: RowsGiven,
  watch: Watch & { progress: Progress },
): Promise<number> {
  if (given.deletions.length === 0) return 0;
  const key = keyColumns(target);
  await stage(tx, target.table, key);
  const fits = rowCheck(target.shape, 'deletions');
  const keys = rowsOf(given.source, given.deletions, fits, lineMaker(key));
  const count = await copyIn(tx, { into: STAGING, how: 'plain', columns: key }, keys, watch);
  const removed = await removeStaged(tx, target);
  // A key that was never here means that a package between was left out, or that this one is of another base.
  if (removed !== count)
    throw new PackageRefused(
      `${target.table} should lose ${count} rows and has ${removed} of them.`,
    );
  await tx.connection.query(`DROP TABLE ${STAGING}`);
  return count;
}

// A deletion carries the key alone, so the staging table asks for nothing else.
async function stage(
  tx: LongTransaction,
  table: string,
  columns: readonly CopyColumn[],
): Promise<void> {
  await tx.connection.query(
    `CREATE TEMPORARY TABLE ${STAGING} ON COMMIT DROP AS SELECT ${listed(columns)} FROM ${quoted(table)} WITH NO DATA`,
  );
}

function listed(columns: readonly CopyColumn[]): string {
  return columns.map(({ name }) => quoted(name)).join(', ');
}

async function removeStaged(tx: LongTransaction, target: LoadTarget): Promise<number> {
  const same = keyColumns(target)
    .map(({ name }) => `t.${quoted(name)} = s.${quoted(name)}`)
    .join(' AND ');
  const { rowCount } = await tx.connection.query(
    `DELETE FROM ${quoted(target.table)} AS t USING ${STAGING} AS s WHERE ${same}`,
  );
  return rowCount ?? 0;
}

function keyColumns({ shape, columns, table }: LoadTarget): CopyColumn[] {
  const key = columns.filter(({ name }) => shape.primaryKey.includes(name));
  if (key.length === 0) throw new PackageRefused(`${table} has no key that a delta could name.`);
  return key;
}

/**
 * `frozen`: the table was emptied in this very transaction, so its rows are written as they will stay, and are not written again
 * when they are first read.
 */
async function copyIn(
  tx: LongTransaction,
  { into, how, columns }: { into: string; how: 'frozen' | 'plain'; columns: readonly CopyColumn[] },
  blocks: AsyncIterable<string>,
  { progress, signal }: Watch & { progress: Progress },
): Promise<number> {
  const target = tx.connection.query(
    copyFrom(
      `COPY ${quoted(into)} (${listed(columns)}) FROM STDIN${how === 'frozen' ? ' (FREEZE)' : ''}`,
    ),
  );
  const counted = async function* () {
    for await (const block of blocks) {
      progress.add(0, block.length);
      yield Buffer.from(block);
    }
  };
  try {
    await pipeline(Readable.from(counted(), { objectMode: false }), target, { signal });
  } catch (cause) {
    if (signal.aborted) throw cause;
    if (cause instanceof PackageError) throw refusalOf(cause);
    throw new PackageRefused(
      `the database does not take the rows of ${into}: ${messageOf(cause)}.`,
      cause,
    );
  }
  return target.rowCount;
}

// Each row is held against its schema on its way: one that does not fit ends the whole.
async function* rowsOf(
  source: PackageSource,
  parts: readonly Part[],
  fits: RowCheck,
  lineOf: LineOf,
): AsyncGenerator<string> {
  let text = '';
  for (const part of parts) {
    for await (const row of partRows(source, part, fits)) {
      text += lineOf(row);
      if (text.length < BLOCK_CHARACTERS) continue;
      yield text;
      text = '';
    }
  }
  if (text !== '') yield text;
}
