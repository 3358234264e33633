// What erasing a person means for rows, computed from the manifests: a new feature joins by registering.

import type { Manifest, TableEntry } from '@jhalak/contracts';
import { assert } from '@jhalak/kernel';
import type { Statement } from '@jhalak/ports';

/** One statement of the plan; takes the person's id. Idempotent. */
export interface ErasureStatement extends Statement {
  table: string;
  action: 'delete' | 'anonymise';
}

/** Names come from our own manifests, and still nothing but a plain name may become SQL. */
const PLAIN_NAME = /^[a-z][a-z0-9_]{0,62}$/;

/**
 * @returns one statement for each table with a subject and erasure `delete` or `anonymise`. `delete` takes the rows.
 *   `anonymise` empties the columns classed personal or restricted, the sealed ones and the subject: all of them must be
 *   nullable. A subject that is the distribution column cannot be updated: it stays as an id that leads nowhere.
 *   Tables without a subject are their feature's `erase`'s work.
 */
export function erasurePlan(manifests: readonly Manifest[]): ErasureStatement[] {
  return manifests.flatMap((manifest) =>
    manifest.tables.flatMap((table) => statementFor(table) ?? []),
  );
}

function statementFor(table: TableEntry): ErasureStatement | undefined {
  const { subject, erasure } = table;
  if (subject === undefined || (erasure !== 'delete' && erasure !== 'anonymise')) return undefined;
  const name = `accounts.erase.${table.name}`;
  const where = `WHERE ${quoted(subject)} = $1`;
  if (erasure === 'delete') {
    return {
      name,
      table: table.name,
      action: 'delete',
      text: `DELETE FROM ${quoted(table.name)} ${where}`,
    };
  }
  const emptied = personalColumns(table).map((column) => `${quoted(column)} = NULL`);
  if (emptied.length === 0) return undefined;
  const text = `UPDATE ${quoted(table.name)} SET ${emptied.join(', ')} ${where}`;
  return { name, table: table.name, action: 'anonymise', text };
}

/** @returns the columns that anonymising a table empties; they must be nullable. */
export function personalColumns(table: TableEntry): string[] {
  const classed = Object.entries(table.columns ?? {})
    .filter(([, dataClass]) => dataClass === 'personal' || dataClass === 'restricted')
    .map(([column]) => column);
  const all = new Set([
    ...classed,
    ...(table.encrypted ?? []),
    ...(table.subject === undefined ? [] : [table.subject]),
  ]);
  if (table.distribution !== undefined) all.delete(table.distribution);
  return [...all];
}

function quoted(name: string): string {
  assert(PLAIN_NAME.test(name), `tables and columns on manifests have plain names, not ${name}`);
  return `"${name}"`;
}
