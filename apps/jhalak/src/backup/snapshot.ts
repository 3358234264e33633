// The rows of one moment, table by table, into files.

import { join } from 'node:path';
import type { MigrationSet } from '@jhalak/postgres';
import type { Manifest } from '@jhalak/contracts';
import type { Clock } from '@jhalak/kernel';
import { CommandError } from '../command.ts';
import { JOBS_PATH, tablePath, type BackupManifest, type TableRecord } from './backup-format.ts';
import type { Asks, LongTransaction } from './long-transaction.ts';
import {
  compareSchemas,
  databaseMigrations,
  releaseMigrations,
  type Migration,
} from './schema-state.ts';
import { planTables, quoted, tablesToKeep, type TablePlan } from './table-plan.ts';
import { copyOut, type CopiedRows } from './table-streams.ts';
import { formatBytes, formatCount, Progress, stepLine, type Watch } from './tell.ts';
import { copyJobsOut } from './waiting-jobs.ts';

/** What the snapshot holds. */
export interface Snapshot extends Pick<BackupManifest, 'tables' | 'jobs' | 'journal'> {
  atMs: number;
  migrations: Migration[];
  /** For the list. */
  files: { path: string; sha256: string; bytes: number }[];
}

/** What is copied, and how it is known to be the whole. */
export interface SnapshotPlan {
  tables: TablePlan[];
  release: Migration[];
}

/** @throws CommandError when the database does not stand at this release. */
export async function planSnapshot(
  database: Asks,
  manifests: readonly Manifest[],
  sets: readonly MigrationSet[],
): Promise<SnapshotPlan> {
  const release = await releaseMigrations(sets);
  checkRelease(release, await databaseMigrations(database));
  return { tables: await planTables(database, tablesToKeep(manifests)), release };
}

/**
 * Copies every table of the plan.
 *
 * @param moment `taken` is called once the moment is fixed, before the first row is copied.
 */
export async function copySnapshot(
  tx: LongTransaction,
  plan: SnapshotPlan,
  folder: string,
  moment: { clock: Clock; taken(): Promise<void> },
  watch: Watch,
): Promise<Snapshot> {
  await lock(tx, plan);
  const atMs = moment.clock.nowMs();
  // The first question fixes the moment.
  const migrations = await databaseMigrations(tx);
  checkRelease(plan.release, migrations);
  const journal = await journalPosition(tx);
  await moment.taken();
  const tables: TableRecord[] = [];
  const files: Snapshot['files'] = [];
  for (const table of plan.tables) {
    const { fileBytes, ...rows } = await copyTable(tx, table, folder, watch);
    const identity = await identityOf(tx, table);
    const { name, columns } = table;
    tables.push({ name, columns, ...rows, ...(identity === undefined ? {} : { identity }) });
    files.push({ path: tablePath(name), sha256: rows.sha256, bytes: fileBytes });
  }
  const { rows, sha256, fileBytes } = await copyJobsOut(tx, folder, watch.signal);
  files.push({ path: JOBS_PATH, sha256, bytes: fileBytes });
  watch.say(rowsLine(tables));
  return { atMs, migrations, journal, tables, jobs: { rows, sha256 }, files };
}

// Held so that no migration can change a table under the copy. A lock asks nothing, so the moment is not fixed yet.
async function lock(tx: LongTransaction, { tables }: SnapshotPlan): Promise<void> {
  const names = tables.map(({ name }) => quoted(name)).join(', ');
  await tx.connection.query(`LOCK TABLE ${names} IN ACCESS SHARE MODE`);
}

function checkRelease(release: readonly Migration[], had: readonly Migration[]): void {
  const { pending, unknown, changed } = compareSchemas(release, had);
  const odd = [...unknown, ...changed];
  if (odd.length > 0) {
    throw new CommandError(
      `The database belongs to another release (${odd.join(', ')}): make the backup with that release.`,
    );
  }
  if (pending.length > 0) {
    throw new CommandError(
      `The database is older than this release (it lacks ${pending.join(', ')}): make the backup with the release that ran last, or run \`npx jhalak migrate\` first.`,
    );
  }
}

async function journalPosition(tx: LongTransaction): Promise<BackupManifest['journal']> {
  const [found] = await tx.query<BackupManifest['journal']>({
    name: 'backup.journal',
    text: `SELECT (SELECT coalesce(max(epoch), 0) FROM journal_epochs) AS "epoch",
      (SELECT coalesce(max(number), 0) FROM journal_windows) AS "lastWindow",
      (SELECT coalesce(max(position), 0) FROM journal) AS "lastPosition"`,
  });
  return found ?? { epoch: 0, lastWindow: 0, lastPosition: 0 };
}

async function copyTable(
  tx: LongTransaction,
  plan: TablePlan,
  folder: string,
  watch: Watch,
): Promise<CopiedRows> {
  const progress = new Progress(plan.name, watch.say);
  return await copyOut(
    tx,
    `${quoted(plan.name)} (${plan.columns.map(quoted).join(', ')})`,
    join(folder, tablePath(plan.name)),
    { signal: watch.signal, onBytes: (bytes) => progress.add(0, bytes) },
  );
}

// A sequence stands outside the snapshot, at its last number or beyond it: the later one is the safe one.
async function identityOf(
  tx: LongTransaction,
  { name, identity }: TablePlan,
): Promise<TableRecord['identity']> {
  if (identity === undefined) return undefined;
  const [found] = await tx.query<{ last: number | null }>(
    {
      name: 'backup.identity',
      text: 'SELECT pg_sequence_last_value(pg_get_serial_sequence(quote_ident($1), $2)::regclass) AS last',
    },
    [name, identity],
  );
  return { column: identity, last: found?.last ?? 0 };
}

function rowsLine(tables: readonly TableRecord[]): string {
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  const bytes = tables.reduce((sum, table) => sum + table.bytes, 0);
  return stepLine(
    'rows',
    `${formatCount(rows)} in ${formatCount(tables.length)} tables, ${formatBytes(bytes)}`,
  );
}
