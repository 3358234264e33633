// Rows into a package, range by range. A base holds them all; a delta holds what was written since the snapshot before, and the keys
// that are gone. Why so: docs/decisions/0006-deltas-by-row-versions.md.

import type { PackageWriter, Row } from '@jhalak/bags';
import type { LongTransaction } from '../../backup/long-transaction.ts';
import type { Progress } from '../../backup/tell.ts';
import { CommandError } from '../../command.ts';
import {
  endOfRange,
  keysOf,
  lastKey,
  lookAt,
  rowLines,
  rowsARange,
  type KeyRange,
  type KeyText,
  type RangeLook,
  type Since,
} from './key-ranges.ts';
import { keyText, type OldKeys } from './old-keys.ts';
import type { Bounds, PackState, RangeState } from './pack-state.ts';
import type { PackedTable } from './tables.ts';

/** What a delta compares with. */
export interface Before {
  state: PackState;
  since: Since;
  keys: OldKeys;
}

/** What rows are packed with. */
export interface RowsTarget {
  tx: LongTransaction;
  writer: PackageWriter;
  bounds: Bounds;
  progress: Progress;
  signal: AbortSignal;
  partRowsMax: number | undefined;
  /** Undefined for a base. */
  before: Before | undefined;
}

/** What is remembered of a table. */
export interface PackedRanges {
  ranges: RangeState[];
  lastKey: KeyText | undefined;
}

/** Ids of transactions are counted in 31 bits; a delta that is later than this compares nothing. */
const AGE_MAX = 2_000_000_000;

/** @returns how old a row may be that was written since a snapshot. @throws CommandError when nobody can tell any more. */
export async function sinceSnapshot(tx: LongTransaction, snapshot: string): Promise<Since> {
  // From the oldest transaction that ran then: one that began before the snapshot and ended after it wrote rows that the package
  // does not have, and so did its savepoints, which no snapshot names. Rows that are packed twice cost a little.
  const [found] = await tx.query<{ distance: number; age: number }>(
    {
      name: 'pack.since',
      text: `SELECT (n.next - s.floor)::float8 AS distance, age((s.floor % 4294967296)::text::xid) AS age
        FROM (SELECT pg_snapshot_xmin($1::pg_snapshot)::text::numeric AS floor) AS s,
          (SELECT pg_snapshot_xmax(pg_current_snapshot())::text::numeric AS next) AS n`,
    },
    [snapshot],
  );
  if (found === undefined || found.distance < 0 || found.distance > AGE_MAX)
    throw new CommandError(
      'The package before is of another database, or far too old to tell what changed since: pack a base again.',
    );
  return { age: found.age };
}

/** Packs one table. @returns what the next package needs to know of it. */
export async function packTable(table: PackedTable, target: RowsTarget): Promise<PackedRanges> {
  const { tx, writer, before, signal, progress } = target;
  const ranges: RangeState[] = [];
  let isAdded = false;
  const add = async () => {
    if (!isAdded) await writer.addTable(table.shape);
    isAdded = true;
  };
  if (before === undefined) await add();
  for await (const { number, range, old } of rangesOf(table, target)) {
    signal.throwIfAborted();
    const look = await lookAt(tx, table, range, before?.since);
    await packRange({ table, number, range, look, old }, target, add);
    const { rows, keys } = look;
    ranges.push({ table: table.shape.table, number, upTo: range.upTo ?? null, rows, keys });
    progress.add(rows, 0);
  }
  return { ranges, lastKey: await lastKey(tx, table) };
}

interface RangeToPack {
  table: PackedTable;
  number: number;
  range: KeyRange;
  look: RangeLook;
  /** What the package before knew of it. */
  old: RangeState | undefined;
}

async function packRange(
  { table, number, range, look, old }: RangeToPack,
  { tx, writer, before }: RowsTarget,
  addTable: () => Promise<void>,
): Promise<void> {
  const part = { table: table.shape.table, number };
  if (look.changedRows > 0) {
    await addTable();
    const source = `${look.changedRows} ${look.keys} ${look.changedVersions}`;
    const { rows } = await writer.addLines({ ...part, kind: 'rows', source }, () =>
      rowLines(tx, table, range, before?.since),
    );
    if (rows !== look.changedRows)
      throw new Error(`${part.table} should give ${look.changedRows} rows and gave ${rows}`);
  }
  if (before === undefined || old === undefined || !mayHaveLost(look, old)) return;
  const gone = await goneKeys(tx, table, { number, range }, before.keys);
  if (gone.length === 0) return;
  await addTable();
  const source = `${old.keys} ${look.keys}`;
  await writer.addRows({ ...part, kind: 'deletions', source }, () => each(gone));
}

/** Nothing is lost where the keys are the same, and where all that were there are there untouched. */
function mayHaveLost(look: RangeLook, old: RangeState): boolean {
  const same = look.rows === old.rows && look.keys === old.keys;
  const onlyNew = look.untouchedRows === old.rows && look.untouchedKeys === old.keys;
  return !same && !onlyNew;
}

async function goneKeys(
  tx: LongTransaction,
  table: PackedTable,
  { number, range }: Pick<RangeToPack, 'number' | 'range'>,
  keys: OldKeys,
): Promise<Row[]> {
  const old = await keys.of(table.shape, number);
  for (const key of await keysOf(tx, table, range)) old.delete(keyText(key));
  const names = table.shape.primaryKey;
  return [...old.values()].map((key) =>
    Object.fromEntries(names.map((name, at) => [name, key[at]])),
  );
}

async function* each(rows: readonly Row[]): AsyncGenerator<Row> {
  yield* rows;
}

type NumberedRange = Pick<RangeToPack, 'number' | 'range' | 'old'>;

/** The ranges of the package before, then what has come behind them. */
async function* rangesOf(
  table: PackedTable,
  { tx, bounds, before, partRowsMax = Number.POSITIVE_INFINITY }: RowsTarget,
): AsyncGenerator<NumberedRange> {
  const name = table.shape.table;
  const known = before?.state.ranges.get(name) ?? [];
  const last = before?.state.head.lastKeys[name];
  const rows = Math.min(partRowsMax, await rowsARange(tx, table));
  let above: KeyText | undefined;
  let number = 1;
  for (const old of known) {
    number = old.number;
    if (old.upTo === null) break;
    yield { number, range: { above, upTo: old.upTo }, old };
    above = old.upTo;
    number += 1;
  }
  let old = known.find(({ upTo }) => upTo === null);
  if (old !== undefined && last !== undefined) {
    // What stood in the last range stays in it; much that came since gets ranges of its own.
    const isLong = (await endOfRange(tx, table, last, rows)) !== undefined;
    yield { number, range: { above, upTo: isLong ? last : undefined }, old };
    if (!isLong) return;
    above = last;
    number += 1;
    old = undefined;
  }
  for (;;) {
    const upTo = bounds.get(name, number) ?? (await endOfRange(tx, table, above, rows));
    yield { number, range: { above, upTo }, old };
    if (upTo === undefined) return;
    await bounds.add(name, number, upTo);
    above = upTo;
    number += 1;
    old = undefined;
  }
}
