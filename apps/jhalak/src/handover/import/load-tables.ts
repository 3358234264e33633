// Every table of a set of packages: those of the cell into their places, the packages' own (files, open uploads, waiting jobs)
// into temporary ones that live as long as the transaction.

import { partShape, partText, type ColumnType, type TableShape } from '@jhalak/bags';
import type { Manifest } from '@jhalak/contracts';
import type { LongTransaction } from '../../backup/long-transaction.ts';
import { planTables, quoted, type TablePlan } from '../../backup/table-plan.ts';
import { formatCount, Progress, stepLine, type Watch } from '../../backup/tell.ts';
import { transferredTables } from '../pack/tables.ts';
import type { CopyColumn } from './copy-text.ts';
import { loadRows, type LoadTarget, type RowsGiven } from './load-rows.ts';
import { PackageRefused, type OpenedPackage } from './package-set.ts';

/** The packages' own tables: files by digest, received bytes of open uploads, waiting jobs. */
const OWN_TABLES = ['x_blobs', 'x_received', 'x_jobs'] as const;

/** What a set of packages brought. */
export interface LoadedTables {
  /** Rows of each table of the cell, as they stand now. */
  rows: ReadonlyMap<string, number>;
  deletions: number;
}

/** @returns the names of the tables that go to a new owner, in the order of the manifests. */
export function transferred(manifests: readonly Manifest[]): string[] {
  return transferredTables(manifests).map(({ name }) => name);
}

/**
 * Loads base and deltas in order.
 *
 * @param there the tables of the schema as packed.
 * @throws PackageRefused for a table that does not go, is missing, or is of another form; give up the transaction then.
 */
export async function loadTables(
  tx: LongTransaction,
  packages: readonly OpenedPackage[],
  manifests: readonly Manifest[],
  watch: Watch,
): Promise<LoadedTables> {
  const wanted = await present(tx, transferred(manifests));
  refuseStrangers(packages, wanted);
  const targets = await targetsOf(tx, packages, wanted);
  await tx.connection.query(`TRUNCATE ${wanted.map(quoted).join(', ')}`);
  let deletions = 0;
  for (const target of targets) deletions += await loadTable(tx, target, packages, watch);
  const rows = new Map<string, number>();
  for (const name of wanted) rows.set(name, await countOf(tx, name));
  const sum = [...rows.values()].reduce((total, count) => total + count, 0);
  watch.say(stepLine('rows', `${formatCount(sum)} in ${formatCount(rows.size)} tables`));
  return { rows, deletions };
}

/** A release that is newer than the package has tables that the package cannot know. */
async function present(tx: LongTransaction, names: readonly string[]): Promise<string[]> {
  const found = await tx.query<{ name: string }>(
    {
      name: 'import.present',
      text: 'SELECT name FROM unnest($1::text[]) AS t(name) WHERE to_regclass(quote_ident(name)) IS NOT NULL',
    },
    [names],
  );
  const there = new Set(found.map(({ name }) => name));
  return names.filter((name) => there.has(name));
}

function refuseStrangers(packages: readonly OpenedPackage[], wanted: readonly string[]): void {
  const known = new Set<string>([...wanted, ...OWN_TABLES]);
  for (const { tables } of packages)
    for (const name of tables.keys())
      if (!known.has(name))
        throw new PackageRefused(`it holds the table ${name}, which does not go to a new owner.`);
}

async function targetsOf(
  tx: LongTransaction,
  packages: readonly OpenedPackage[],
  wanted: readonly string[],
): Promise<LoadTarget[]> {
  const plans = new Map((await planTables(tx, wanted)).map((plan) => [plan.name, plan]));
  const arrays = await arrayColumns(tx, wanted);
  const targets: LoadTarget[] = [];
  for (const name of [...wanted, ...OWN_TABLES]) {
    const shape = await shapeOf(packages, name);
    const plan = plans.get(name);
    if (plan === undefined) await createOwn(tx, shape);
    else checkColumns(plan, shape);
    const columns = shape.columns.map((column): CopyColumn => ({
      ...column,
      isArray: arrays.has(`${name}.${column.name}`),
    }));
    targets.push({ table: name, shape, columns });
  }
  return targets;
}

async function shapeOf(packages: readonly OpenedPackage[], name: string): Promise<TableShape> {
  const [base] = packages;
  const part = base?.tables.get(name)?.schema;
  if (base === undefined || part === undefined)
    throw new PackageRefused(`the base lacks the table ${name}.`);
  const shape = await partShape(base.source, part);
  const text = await partText(base.source, part);
  for (const { source, tables } of packages) {
    const other = tables.get(name)?.schema;
    if (other !== undefined && (await partText(source, other)) !== text)
      throw new PackageRefused(`${name} changed its form between two packages.`);
  }
  return shape;
}

function checkColumns({ name, columns }: TablePlan, shape: TableShape): void {
  const packed = shape.columns.map((column) => column.name).toSorted();
  if (packed.join() === columns.toSorted().join()) return;
  throw new PackageRefused(`${name} has other columns than the schema that it was packed under.`);
}

async function arrayColumns(
  tx: LongTransaction,
  names: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await tx.query<{ name: string }>(
    {
      name: 'import.arrays',
      text: `SELECT c.relname || '.' || a.attname AS name FROM unnest($1::text[]) AS t(name)
        JOIN pg_class AS c ON c.oid = to_regclass(quote_ident(t.name))
        JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        JOIN pg_type AS y ON y.oid = a.atttypid AND y.typcategory = 'A'`,
    },
    [names],
  );
  return new Set(rows.map(({ name }) => name));
}

const SQL_TYPES: Readonly<Record<ColumnType, string>> = {
  text: 'text',
  integer: 'bigint',
  bigint: 'bigint',
  number: 'double precision',
  boolean: 'boolean',
  bytes: 'bytea',
  json: 'jsonb',
};

async function createOwn(tx: LongTransaction, shape: TableShape): Promise<void> {
  const columns = shape.columns.map(({ name, type }) => `${quoted(name)} ${SQL_TYPES[type]}`);
  const key = shape.primaryKey.map(quoted).join(', ');
  await tx.connection.query(
    `CREATE TEMPORARY TABLE ${quoted(shape.table)} (${columns.join(', ')}, PRIMARY KEY (${key})) ON COMMIT DROP`,
  );
}

async function loadTable(
  tx: LongTransaction,
  target: LoadTarget,
  packages: readonly OpenedPackage[],
  watch: Watch,
): Promise<number> {
  const progress = new Progress(target.table, watch.say);
  let deletions = 0;
  for (const [nth, { source, tables }] of packages.entries()) {
    const packed = tables.get(target.table);
    if (packed === undefined) continue;
    watch.signal.throwIfAborted();
    const given: RowsGiven = { source, rows: packed.rows, deletions: packed.deletions };
    const kind = nth === 0 ? 'base' : 'delta';
    deletions += (await loadRows(tx, target, given, kind, { ...watch, progress })).deletions;
  }
  return deletions;
}

async function countOf(tx: LongTransaction, name: string): Promise<number> {
  const [found] = await tx.query<{ rows: number }>({
    name: `import.count.${name}`,
    text: `SELECT count(*) AS rows FROM ${quoted(name)}`,
  });
  return found?.rows ?? 0;
}
