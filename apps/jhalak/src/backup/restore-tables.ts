// Every table's rows back into an empty schema, counted at the end.

import { join } from 'node:path';
import { BackupRefused, tablePath, type TableRecord } from './backup-format.ts';
import type { LongTransaction } from './long-transaction.ts';
import { quoted } from './table-plan.ts';
import { copyIn } from './table-streams.ts';
import { formatCount, Progress, stepLine, type Watch } from './tell.ts';
import type { OpenedBackup } from './verify-backup.ts';

/** @throws BackupRefused when a file is not what the manifest says; the transaction must then be given up. */
export async function restoreTables(
  tx: LongTransaction,
  { folder, manifest }: OpenedBackup,
  watch: Watch,
): Promise<void> {
  let rows = 0;
  // Migrations put the first rows of some tables in; the backup has those, as they were when it was made.
  const names = manifest.tables.map(({ name }) => quoted(name)).join(', ');
  await tx.query({ name: 'restore.empty', text: `TRUNCATE ${names}` });
  for (const table of manifest.tables) {
    const progress = new Progress(table.name, watch.say);
    await copyIn(
      tx,
      `${quoted(table.name)} (${table.columns.map(quoted).join(', ')})`,
      join(folder, tablePath(table.name)),
      table,
      { signal: watch.signal, onBytes: (bytes) => progress.add(0, bytes) },
    );
    await continueNumbers(tx, table);
    rows += await count(tx, table);
  }
  const wanted = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
  const words = `${formatCount(rows)} of ${formatCount(wanted)} in ${formatCount(manifest.tables.length)} tables`;
  watch.say(stepLine('rows', words));
}

/** The next number that the database draws lies above every one that was ever given out. */
export async function continueNumbers(
  tx: LongTransaction,
  table: Pick<TableRecord, 'name' | 'identity'>,
): Promise<void> {
  if (table.identity === undefined) return;
  const { column, last } = table.identity;
  await tx.query(
    {
      name: `restore.numbers.${table.name}`,
      text: `SELECT setval(pg_get_serial_sequence(quote_ident($1), $2)::regclass, greatest(max(${quoted(column)}), $3, 1), greatest(max(${quoted(column)}), $3) > 0)
        FROM ${quoted(table.name)}`,
    },
    [table.name, column, last],
  );
}

async function count(tx: LongTransaction, { name, rows }: TableRecord): Promise<number> {
  const [found] = await tx.query<{ rows: number }>({
    name: `restore.count.${name}`,
    text: `SELECT count(*) AS rows FROM ${quoted(name)}`,
  });
  if (found?.rows === rows) return rows;
  throw new BackupRefused(`${name} should have ${rows} rows and has ${found?.rows ?? 0}.`);
}
