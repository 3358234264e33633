// Which tables a backup holds: computed from the manifests, so that a new feature's tables join by registering.

import type { Manifest, TableEntry } from '@jhalak/contracts';
import { CommandError } from '../command.ts';
import type { Asks } from './long-transaction.ts';

/** One table as it stands in the database. */
export interface TablePlan {
  name: string;
  /** All but computed ones, in the table's order. */
  columns: string[];
  /** The column whose numbers the database draws. */
  identity: string | undefined;
}

/**
 * Bookkeeping that a cell can make again, and that must come back all the same: where each consumer of the journal
 * stands belongs to the tables that it filled. Without it a restored cell would count every view a second time, or
 * delete windows that a reader's snapshot does not hold.
 */
const KEPT_WITH_OTHERS: ReadonlySet<string> = new Set(['journal_consumers', 'journal_readers']);

/**
 * @returns the names in the order of the manifests. Left out: what stays with the machine and can be made again, and
 *   tables of other schemas. The key store's go their own way, so that erasure reaches their backups.
 */
export function tablesToKeep(manifests: readonly Manifest[]): string[] {
  return manifests
    .flatMap((manifest) => manifest.tables)
    .filter((table) => !table.name.includes('.'))
    .filter((table) => KEPT_WITH_OTHERS.has(table.name) || !isRemade(table))
    .map((table) => table.name);
}

function isRemade(table: TableEntry): boolean {
  return table.class === 'local' && table.retention.kind === 'rebuildable';
}

/** @throws CommandError when a table is missing. */
export async function planTables(on: Asks, names: readonly string[]): Promise<TablePlan[]> {
  const rows = await on.query<{ name: string; columns: string[]; identity: string | null }>(
    {
      name: 'backup.plan',
      text: `SELECT t.name, array_agg(a.attname::text ORDER BY a.attnum) AS columns,
          max(a.attname::text) FILTER (WHERE a.attidentity <> '') AS identity
        FROM unnest($1::text[]) WITH ORDINALITY AS t(name, nth)
        JOIN pg_attribute AS a ON a.attrelid = to_regclass(quote_ident(t.name))
        WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
        GROUP BY t.name, t.nth ORDER BY t.nth`,
    },
    [names],
  );
  const found = new Set(rows.map((row) => row.name));
  const missing = names.filter((name) => !found.has(name));
  if (missing.length > 0) {
    throw new CommandError(`The database has no table ${missing.join(', ')}: it is not whole.`);
  }
  return rows.map(({ name, columns, identity }) => ({
    name,
    columns,
    identity: identity ?? undefined,
  }));
}

/** Plain names only come in here; quoted all the same, because some of them are words of SQL. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
