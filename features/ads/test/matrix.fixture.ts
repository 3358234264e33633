// What every route of an advertiser's things is tried with: bodies that its own schema takes, and another advertiser's ids wherever
// an id may stand. Made from the route table, so that a new route is tried without a line here.

import type { Route } from '@jhalak/contracts';
import type { TestCell } from '@jhalak/testing';
import fc from 'fast-check';

interface Schema {
  type?: string;
  anyOf?: Schema[];
  enum?: unknown[];
  const?: unknown;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  minItems?: number;
  minimum?: number;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
}

/** As `Uuid` of the contracts has it. */
const UUID = /^\^\[0-9a-f\]\{8\}-/;
const SEED = 7;

/** A body that the schema takes. */
export interface Sample {
  body: unknown;
  /** Whether an id of ours stands in it. */
  holdsId: boolean;
}

/** @param id stands wherever the schema takes a UUID. */
export function sampleOf(schema: unknown, id: string): Sample {
  let holdsId = false;
  const make = (one: Schema): unknown => {
    if (one.const !== undefined) return one.const;
    if (one.enum !== undefined) return one.enum[0];
    if (one.anyOf !== undefined) return make(one.anyOf[0] ?? {});
    switch (one.type) {
      case 'object': {
        const fields = Object.entries(one.properties ?? {});
        const needed = fields.filter(([name]) => one.required?.includes(name) === true);
        // A change of nothing would show nothing.
        const chosen = needed.length === 0 ? fields : needed;
        return Object.fromEntries(chosen.map(([name, field]) => [name, make(field)]));
      }
      case 'array':
        return Array.from({ length: one.minItems ?? 0 }, () => make(one.items ?? {}));
      case 'integer':
      case 'number':
        return one.minimum ?? 1;
      case 'boolean':
        return true;
      default:
        if (one.pattern === undefined) return 'x'.repeat(Math.max(1, one.minLength ?? 1));
        if (UUID.test(one.pattern)) {
          holdsId = true;
          return id;
        }
        return matching(one.pattern, one.maxLength ?? Infinity);
    }
  };
  return { body: make(schema as Schema), holdsId };
}

function matching(pattern: string, maxLength: number): string {
  const texts = fc.stringMatching(new RegExp(pattern)).filter((text) => text.length <= maxLength);
  return fc.sample(texts, { seed: SEED, numRuns: 1 })[0] ?? '';
}

/** @returns names of the ids in a route's path, but the organisation's. */
export function idsIn({ path }: Pick<Route, 'path'>): string[] {
  return [...path.matchAll(/:(\w+)/g)]
    .map((found) => found[1] ?? '')
    .filter((one) => one !== 'organisation');
}

/** @returns tables whose rows are an advertiser's. */
export function tablesOf(cell: TestCell): string[] {
  const ads = cell.cell.manifests.filter(({ owner }) => owner === 'ads');
  return ads
    .flatMap(({ tables }) => tables)
    .filter(({ distribution }) => distribution === 'organisation')
    .map(({ name }) => name);
}

/** @returns every row of an advertiser, as text: equal when nothing of it changed. */
export async function everythingOf(cell: TestCell, organisation: string): Promise<string[]> {
  const rows: string[] = [];
  for (const table of tablesOf(cell)) {
    const found = await cell.parts.database.query<{ row: string }>(
      {
        name: `test.all_of_${table}`,
        text: `SELECT '${table} ' || t::text AS row FROM ${table} t WHERE organisation = $1 ORDER BY 1`,
      },
      [organisation],
    );
    rows.push(...found.map(({ row }) => row));
  }
  return rows;
}

/** @returns an id of the advertiser's that a path parameter of this name may mean; undefined where it has none. */
export async function idOf(
  cell: TestCell,
  organisation: string,
  parameter: string,
): Promise<string | undefined> {
  const column = `${parameter.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}_id`;
  const named = await cell.parts.database.query<{ table_name: string }>(
    {
      name: 'test.tables_with',
      text: `SELECT table_name FROM information_schema.columns WHERE column_name = $1 AND table_name = ANY ($2)`,
    },
    [column, tablesOf(cell)],
  );
  for (const { table_name: table } of named) {
    const [row] = await cell.parts.database.query<{ id: string }>(
      {
        name: `test.id_${table}_${column}`,
        text: `SELECT ${column}::text AS id FROM ${table} WHERE organisation = $1 ORDER BY 1 LIMIT 1`,
      },
      [organisation],
    );
    if (row !== undefined) return row.id;
  }
  return undefined;
}
