// Tables as they stand in the database: types and order of what is told, so that schemas are never written by hand.

import type { ToldRows } from '@jhalak/contracts';
import type { Json, JsonObject, Queries } from '@jhalak/ports';

/** One column of the live catalogue. */
export interface LiveColumn {
  name: string;
  /** PostgreSQL's short name: `uuid`, `int8`, `_text`. */
  type: string;
  nullable: boolean;
  /** Place in the primary key, from 1; 0 outside. */
  keyPlace: number;
}

const COLUMNS = {
  name: 'exports.columns',
  text: `SELECT c.relname AS table_name, a.attname AS name, t.typname AS type, NOT a.attnotnull AS nullable,
      coalesce(array_position(x.indkey::int2[], a.attnum), -1)::int + 1 AS key_place
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid JOIN pg_type t ON t.oid = a.atttypid
    LEFT JOIN pg_index x ON x.indrelid = c.oid AND x.indisprimary
    WHERE n.nspname = 'public' AND c.relname = ANY($1::text[]) AND a.attnum > 0 AND NOT a.attisdropped
    ORDER BY c.relname, a.attnum`,
};

/** @returns columns by table. Cost: one query of the catalogue. */
export async function liveColumns(
  on: Queries,
  tables: readonly string[],
): Promise<Map<string, LiveColumn[]>> {
  const rows = await on.query<{
    table_name: string;
    name: string;
    type: string;
    nullable: boolean;
    key_place: number;
  }>(COLUMNS, [tables]);
  const found = new Map<string, LiveColumn[]>();
  for (const { table_name: table, name, type, nullable, key_place: keyPlace } of rows) {
    const columns = found.get(table) ?? [];
    found.set(table, columns);
    columns.push({ name, type, nullable, keyPlace });
  }
  return found;
}

/** @returns the name under which a column is told: `since_ms` as `sinceMs`. */
export function toldName(column: string): string {
  return column.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** @returns under which name the public name of another person stands, `followee` beside `followeeId`, or those of several: `peopleNames` beside `people`. */
export function personName(column: string): string {
  return column.endsWith('_id') ? toldName(column.slice(0, -3)) : `${toldName(column)}Names`;
}

/** @returns the JSON Schema of one told column. */
export function columnSchema(column: LiveColumn, told: ToldRows): JsonObject {
  const description = told.fields[column.name] ?? '';
  const opened = told.opens?.[column.name];
  if (opened?.holds === 'json') return { description };
  const base = opened === undefined ? schemaOf(column.type) : { type: 'string' };
  const type = base['type'];
  const nullable = (column.nullable || opened !== undefined) && typeof type === 'string';
  return { ...base, ...(nullable ? { type: [type, 'null'] } : {}), description };
}

const SCHEMAS: Readonly<Record<string, JsonObject>> = {
  uuid: { type: 'string' },
  text: { type: 'string' },
  cell_region: { type: 'string' },
  bool: { type: 'boolean' },
  int2: { type: 'integer' },
  int4: { type: 'integer' },
  int8: { type: 'integer' },
  float4: { type: 'number' },
  float8: { type: 'number' },
  _text: { type: 'array', items: { type: 'string' } },
  _uuid: { type: 'array', items: { type: 'string' } },
};

// Anything else (jsonb) is whatever its description says.
function schemaOf(type: string): { [name: string]: Json } {
  return SCHEMAS[type] ?? {};
}
