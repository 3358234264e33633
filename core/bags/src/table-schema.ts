// The shape of a table's rows in a package, as JSON Schema 2020-12 that is computed from its columns.

import { Type, type TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { PackageError } from './errors.ts';
import { lineScanner, type Line } from './line-scanner.ts';

/** How a value stands in JSON. `bigint` is a string of digits, `bytes` is base64, `integer` fits a double exactly. */
export type ColumnType = 'text' | 'integer' | 'bigint' | 'number' | 'boolean' | 'bytes' | 'json';

export interface TableColumn {
  name: string;
  type: ColumnType;
  isNullable: boolean;
  /** The manifest's data class: `public`, `personal` … */
  dataClass: string;
}

export interface TableShape {
  /** `accounts.people`. */
  table: string;
  /** Names of columns, in order; deletions carry these only. */
  primaryKey: readonly string[];
  /** In the order in which rows carry them. */
  columns: readonly TableColumn[];
}

/** One row: every column, in JSON's types. */
export type Row = Readonly<Record<string, unknown>>;

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** PostgreSQL's own limit. */
const COLUMNS_MAX = 1_600;

const TYPES: Readonly<Record<ColumnType, () => TSchema>> = {
  text: () => Type.String(),
  integer: () =>
    Type.Integer({ minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER }),
  bigint: () => Type.String({ pattern: '^-?(0|[1-9][0-9]{0,18})$' }),
  number: () => Type.Number(),
  boolean: () => Type.Boolean(),
  bytes: () => Type.String({ contentEncoding: 'base64', pattern: '^[A-Za-z0-9+/]*={0,2}$' }),
  json: () => Type.Unknown(),
};

const Shape = Compile(
  Type.Object(
    {
      table: Type.String({ minLength: 1, maxLength: 120 }),
      primaryKey: Type.Array(Type.String({ maxLength: 63 }), { maxItems: 32 }),
      columns: Type.Array(
        Type.Object(
          {
            name: Type.String({ pattern: '^[A-Za-z_][A-Za-z0-9_]*$', maxLength: 63 }),
            type: Type.Enum(['text', 'integer', 'bigint', 'number', 'boolean', 'bytes', 'json']),
            isNullable: Type.Boolean(),
            dataClass: Type.String({ pattern: '^[a-z_]+$', maxLength: 40 }),
          },
          { additionalProperties: false },
        ),
        { minItems: 1, maxItems: COLUMNS_MAX },
      ),
    },
    { additionalProperties: false },
  ),
);

/** @throws PackageError `part.schema`. */
function checkShape(shape: unknown): TableShape {
  if (!Shape.Check(shape))
    throw new PackageError('part.schema', 'This is no shape of a table that we know.');
  const names = new Set(shape.columns.map(({ name }) => name));
  const isWhole =
    names.size === shape.columns.length &&
    !names.has('__proto__') &&
    shape.primaryKey.every((name) => names.has(name));
  if (!isWhole)
    throw new PackageError('part.schema', 'Columns are doubled, or a key is none.', shape.table);
  return shape;
}

function rowSchema(columns: readonly TableColumn[]): TSchema {
  const properties = columns.map(({ name, type, isNullable }) => {
    const value = TYPES[type]();
    return [name, isNullable ? Type.Union([value, Type.Null()]) : value] as const;
  });
  return Type.Object(Object.fromEntries(properties), { additionalProperties: false });
}

/** @returns schema.json of a table, its one spelling. @throws PackageError `part.schema`. */
export function schemaText(shape: TableShape): string {
  const { table, primaryKey, columns } = checkShape(shape);
  return `${JSON.stringify({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: table,
    ...rowSchema(columns),
    'x-jhalak': {
      table,
      primaryKey,
      columns: columns.map(({ name, type, isNullable, dataClass }) => ({
        name,
        type,
        isNullable,
        dataClass,
      })),
    },
  })}\n`;
}

/** @returns the shape that a schema.json was computed from. @throws PackageError `part.schema` for any other schema. */
export function parseSchema(text: string): TableShape {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new PackageError('part.schema', 'The schema is no JSON.', '', cause);
  }
  const inside =
    typeof json === 'object' && json !== null && 'x-jhalak' in json ? json['x-jhalak'] : undefined;
  const shape = checkShape(inside);
  // A stranger's schema may hold patterns that take for ever: only what we would have written ourselves is used.
  if (schemaText(shape) !== text)
    throw new PackageError('part.schema', 'The schema is not the one of its columns.', shape.table);
  return shape;
}

/** Says whether a row fits. */
export type RowCheck = (row: unknown) => row is Row;

/** @param kind `deletions` carry the primary key only. @returns the check of a table's rows. Cost: compiles a function. */
export function rowCheck(shape: TableShape, kind: 'rows' | 'deletions'): RowCheck {
  const compiled = Compile(rowSchema(columnsOf(shape, kind)));
  return (row): row is Row => compiled.Check(row) && !holdsUndefined(row);
}

function columnsOf(
  { primaryKey, columns }: TableShape,
  kind: 'rows' | 'deletions',
): readonly TableColumn[] {
  if (kind === 'rows') return columns;
  const key = new Set(primaryKey);
  return columns.filter(({ name }) => key.has(name));
}

/** Says whether a line is JSON of a row that fits. */
export type LineCheck = (line: Line) => boolean;

/** As `rowCheck`, of lines whose rows nobody wants. Cost: a nanosecond a byte where it is spelled as our own packages spell it. */
export function lineCheck(shape: TableShape, kind: 'rows' | 'deletions'): LineCheck {
  const scan = lineScanner(columnsOf(shape, kind));
  const check = rowCheck(shape, kind);
  return (line) => scan(line) || check(parsedLine(line));
}

/** @returns undefined for no JSON, which fits no table. */
export function parsedLine({ bytes, from, to }: Line): unknown {
  try {
    return JSON.parse(utf8.decode(bytes.subarray(from, to)));
  } catch {
    return undefined;
  }
}

/** JSON drops what is undefined, and the row would be read back without its column. */
function holdsUndefined(row: unknown): boolean {
  return typeof row === 'object' && row !== null && Object.values(row).includes(undefined);
}
