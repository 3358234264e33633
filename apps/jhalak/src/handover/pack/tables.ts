// Which tables a package holds, and how a row of each is spelled. Computed from the manifests and the database's own catalogue, so
// that a new feature's tables join by being listed.

import type { ColumnType, TableShape } from '@jhalak/bags';
import { ORGANISATION_ROLES, type Manifest, type TableEntry } from '@jhalak/contracts';
import type { LongTransaction } from '../../backup/long-transaction.ts';
import { quoted } from '../../backup/table-plan.ts';
import { CommandError } from '../../command.ts';

/** A column of a primary key. */
interface KeyColumn {
  name: string;
  /** As PostgreSQL calls its type. */
  type: string;
}

/** One table of a package, and where its rows come from. */
export interface PackedTable {
  shape: TableShape;
  /** In the key's own order. */
  key: readonly KeyColumn[];
  /** What stands behind FROM; the row is called `t`. */
  from: string;
  /** Which of its rows go; SQL over `t`. */
  where: string;
  /** The transaction that wrote the row; SQL over `t`. */
  xmin: string;
  /** The columns as they are spelled in JSON; SQL over `t`. */
  spelled: readonly string[];
  /** Columns that could hold JSON's null beside SQL's; a package has only one of them. */
  ambiguous: readonly string[];
  /** The column whose numbers the database draws. */
  identity?: string;
}

const TABLE = 't';

/** Roles that staff holds end with the owner; a partner's people keep theirs. */
const PEOPLES_ROLES = ORGANISATION_ROLES.map((role) => `'${role}'`).join(', ');

/** @returns the tables that go, in the order of the manifests. The key store's rows go apart, in the step of the keys. */
export function transferredTables(manifests: readonly Manifest[]): TableEntry[] {
  return manifests
    .flatMap(({ tables }) => tables)
    .filter(({ handover }) => handover === 'transfer' || handover === 'licence')
    .filter(({ name }) => !name.includes('.'));
}

/** What becomes of the roles of the owner's own staff. */
export type StaffRows = 'go' | 'stay';

/** @returns SQL that says which rows of a table go. */
function rowsThatGo(table: string, manifests: readonly Manifest[], staff: StaffRows): string {
  if (table === 'roles' && staff === 'stay') return `t.role IN (${PEOPLES_ROLES})`;
  const withheld = manifests
    .flatMap(({ streams }) => streams)
    .filter(({ handover }) => handover !== 'transfer' && handover !== 'licence')
    .map(({ name }) => `'${name}'`);
  if (table === 'journal' && withheld.length > 0) return `t.stream NOT IN (${withheld.join(', ')})`;
  return 'true';
}

interface CatalogueColumn {
  table: string;
  name: string;
  type: string;
  base: string;
  isArray: boolean;
  isNullable: boolean;
  isIdentity: boolean;
  /** Place in the primary key from 1; 0 for the others. */
  inKey: number;
}

/** @throws CommandError for a table that is missing, or has no primary key by which a delta could name a row. */
export async function planPackedTables(
  tx: LongTransaction,
  manifests: readonly Manifest[],
  staff: StaffRows = 'stay',
): Promise<PackedTable[]> {
  const entries = transferredTables(manifests);
  const columns = await readCatalogue(
    tx,
    entries.map(({ name }) => name),
  );
  const byTable = Map.groupBy(columns, ({ table }) => table);
  return entries.map((entry) => {
    const own = byTable.get(entry.name);
    if (own === undefined)
      throw new CommandError(`The database has no table ${entry.name}: it is not whole.`);
    return planTable(entry, own, rowsThatGo(entry.name, manifests, staff));
  });
}

async function readCatalogue(
  tx: LongTransaction,
  names: readonly string[],
): Promise<CatalogueColumn[]> {
  return await tx.query<CatalogueColumn>(
    {
      name: 'pack.catalogue',
      text: `SELECT n.name AS "table", a.attname::text AS "name", format_type(a.atttypid, a.atttypmod) AS "type",
          CASE WHEN y.typtype = 'd' THEN format_type(y.typbasetype, y.typtypmod) ELSE format_type(a.atttypid, NULL) END AS "base",
          y.typcategory = 'A' AS "isArray", NOT (a.attnotnull OR y.typnotnull) AS "isNullable",
          a.attidentity <> '' AS "isIdentity",
          coalesce(array_position(i.indkey::int2[], a.attnum) + 1, 0) AS "inKey"
        FROM unnest($1::text[]) WITH ORDINALITY AS n(name, nth)
        JOIN pg_attribute AS a ON a.attrelid = to_regclass(quote_ident(n.name))
        JOIN pg_type AS y ON y.oid = a.atttypid
        LEFT JOIN pg_index AS i ON i.indrelid = a.attrelid AND i.indisprimary
        WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' ORDER BY n.nth, a.attnum`,
    },
    [names],
  );
}

function planTable(
  entry: TableEntry,
  columns: readonly CatalogueColumn[],
  where: string,
): PackedTable {
  const key = columns.filter(({ inKey }) => inKey > 0).toSorted((a, b) => a.inKey - b.inKey);
  if (key.length === 0) throw new CommandError(`${entry.name} has no primary key.`);
  const identity = columns.find(({ isIdentity }) => isIdentity)?.name;
  return {
    shape: {
      table: entry.name,
      primaryKey: key.map(({ name }) => name),
      columns: columns.map((column) => ({
        name: column.name,
        type: typeOf(column),
        isNullable: column.isNullable,
        dataClass: entry.columns?.[column.name] ?? entry.class,
      })),
    },
    key: key.map(({ name, type }) => ({ name, type })),
    from: `${quoted(entry.name)} AS ${TABLE}`,
    where,
    xmin: `${TABLE}.xmin`,
    spelled: columns.map((column) => spelled(column.name, typeOf(column))),
    ambiguous: columns
      .filter((column) => column.base === 'jsonb' && column.isNullable)
      .map(({ name }) => name),
    ...(identity === undefined ? {} : { identity }),
  };
}

function typeOf({ base, isArray }: CatalogueColumn): ColumnType {
  if (isArray) return 'json';
  switch (base) {
    case 'smallint':
    case 'integer':
      return 'integer';
    case 'bigint':
      return 'bigint';
    case 'real':
    case 'double precision':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'bytea':
      return 'bytes';
    case 'json':
    case 'jsonb':
      return 'json';
    default:
      return 'text';
  }
}

function spelled(name: string, type: ColumnType): string {
  const value = `${TABLE}.${quoted(name)}`;
  return `${spelledValue(value, type)} AS ${quoted(name)}`;
}

function spelledValue(value: string, type: ColumnType): string {
  switch (type) {
    case 'text':
    case 'bigint':
      return `${value}::text`;
    case 'bytes':
      // PostgreSQL breaks lines of base64.
      return `replace(encode(${value}, 'base64'), E'\\n', '')`;
    case 'integer':
    case 'number':
    case 'boolean':
    case 'json':
      return value;
  }
}

/** Waiting jobs: each commits with the change that asks for it, so it goes with that change. */
const JOBS: PackedTable = {
  shape: {
    table: 'x_jobs',
    primaryKey: ['id'],
    columns: [
      { name: 'id', type: 'bigint', isNullable: false, dataClass: 'local' },
      { name: 'task', type: 'text', isNullable: false, dataClass: 'local' },
      { name: 'payload', type: 'json', isNullable: false, dataClass: 'personal' },
      { name: 'key', type: 'text', isNullable: true, dataClass: 'local' },
      { name: 'max_attempts', type: 'integer', isNullable: false, dataClass: 'local' },
    ],
  },
  key: [{ name: 'id', type: 'bigint' }],
  // Those that have failed for good stay behind; one that runs now will run again.
  from: `(SELECT j.id, j.xmin AS written, k.identifier AS task, j.payload::jsonb AS payload, j.key, j.max_attempts::int AS max_attempts
    FROM graphile_worker._private_jobs AS j JOIN graphile_worker._private_tasks AS k ON k.id = j.task_id
    WHERE j.attempts < j.max_attempts OR j.locked_at IS NOT NULL) AS t`,
  where: 'true',
  xmin: 't.written',
  spelled: ['t.id::text AS id', 't.task', 't.payload', 't.key', 't.max_attempts'],
  ambiguous: [],
};

/** What the same columns are in a database whose queue was never opened. */
const NO_JOBS = `(SELECT NULL::bigint AS id, NULL::xid AS written, NULL::text AS task, NULL::jsonb AS payload, NULL::text AS key,
  NULL::int AS max_attempts WHERE false) AS t`;

/** @returns the table of the jobs that wait or run. */
export async function jobsTable(tx: LongTransaction): Promise<PackedTable> {
  const [queue] = await tx.query<{ opened: boolean }>({
    name: 'pack.has_queue',
    text: `SELECT to_regclass('graphile_worker._private_jobs') IS NOT NULL AS opened`,
  });
  return queue?.opened === true ? JOBS : { ...JOBS, from: NO_JOBS };
}

/** Our files are named by keys, a package's by digest: which is which. */
export const BLOBS_SHAPE = filesShape('x_blobs', 'key', 'restricted');
/** Received bytes of uploads that are not yet clips, by the name of their file. */
export const RECEIVED_SHAPE = filesShape('x_received', 'name', 'restricted');

function filesShape(table: string, name: string, dataClass: string): TableShape {
  return {
    table,
    primaryKey: [name],
    columns: [
      { name, type: 'text', isNullable: false, dataClass },
      { name: 'sha256', type: 'text', isNullable: false, dataClass },
      { name: 'bytes', type: 'integer', isNullable: false, dataClass },
    ],
  };
}
