// The JSON Schema of each file of rows: from the live catalogue where it is a table, from its manifest where it is events.

import type { JsonObject } from '@jhalak/ports';
import { columnSchema, personName, toldName, type LiveColumn } from './columns.ts';
import type { PlannedFile } from './plan.ts';

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';
const PERSON: JsonObject = {
  type: ['object', 'null'],
  description: 'The public name; null when there is none, or none any more.',
  properties: { handle: { type: 'string' }, displayName: { type: 'string' } },
  required: ['handle', 'displayName'],
  additionalProperties: false,
};
const TIME: JsonObject = { type: 'integer', description: 'When; UTC milliseconds since 1970.' };

/** @param columns of the table; none for events. @returns the schema of the whole file. */
export function rowsSchema(planned: PlannedFile, columns: readonly LiveColumn[]): JsonObject {
  const row = planned.from === 'table' ? tableRow(planned, columns) : eventRow(planned);
  return {
    $schema: DIALECT,
    title: planned.file,
    description: planned.what,
    type: 'object',
    properties: {
      about: { type: 'string' },
      schema: { type: 'string' },
      rows: { type: 'array', items: row },
      count: { type: 'integer', description: 'How many rows there are.' },
    },
    required: ['about', 'schema', 'rows', 'count'],
    additionalProperties: false,
  };
}

function tableRow(
  { told }: PlannedFile & { from: 'table' },
  columns: readonly LiveColumn[],
): JsonObject {
  const properties: JsonObject = {};
  for (const column of columns) {
    if (!Object.hasOwn(told.fields, column.name)) continue;
    const name = told.opens?.[column.name]?.as ?? toldName(column.name);
    properties[name] = columnSchema(column, told);
  }
  for (const column of told.people ?? []) {
    const isList = columns.some(({ name, type }) => name === column && type === '_uuid');
    properties[personName(column)] = isList ? { type: 'array', items: PERSON } : PERSON;
  }
  return {
    type: 'object',
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
  };
}

function eventRow({ streams }: PlannedFile & { from: 'streams' }): JsonObject {
  const told = [...streams.values()];
  const fields = told.flatMap((one) =>
    Object.entries(one.fields).map(([name, description]) => [name, { description }] as const),
  );
  const base: JsonObject = told.some(({ each }) => each !== undefined)
    ? { recordedAtMs: TIME }
    : {
        atMs: TIME,
        stream: { type: 'string', description: 'What kind of record it is.' },
        type: { type: 'string', description: 'What happened.' },
      };
  return {
    type: 'object',
    properties: { ...base, ...Object.fromEntries(fields) },
    required: Object.keys(base),
    additionalProperties: false,
  };
}
