// Brings a backup into an empty cell: keys, files, then all rows in one transaction. Every digest is checked on the way
// in; whoever calls removes what was made when this throws.

import { createReadStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock, Logger } from '@jhalak/kernel';
import type { KeyCounts, Keystore } from '@jhalak/keystore';
import type { Blobs } from '@jhalak/ports';
import { migrate, PostgresJobs, type MigrationSet, type PostgresDatabase } from '@jhalak/postgres';
import { CommandError } from '../command.ts';
import {
  BackupRefused,
  BLOBS_FOLDER,
  RECEIVED_FOLDER,
  SEAL_PURPOSE,
  type ListedFile,
} from './backup-format.ts';
import { copyHashed, syncFolders } from './hashed-files.ts';
import { whileFilesCome } from '../storage/files-coming.ts';
import { longTransaction } from './long-transaction.ts';
import { migrateAsBackup, pendingAfter } from './restore-schema.ts';
import { restoreTables } from './restore-tables.ts';
import { quoted } from './table-plan.ts';
import { formatBytes, formatCount, Progress, stepLine, type Watch } from './tell.ts';
import type { OpenedBackup } from './verify-backup.ts';
import { copyJobsIn } from './waiting-jobs.ts';

/** The empty cell. */
export interface RestoreTarget {
  /** Without any table. */
  database: PostgresDatabase;
  /** Opens the key store, which must hold nothing yet. */
  openKeys(): Promise<Keystore>;
  /** The key store's database, when it is another one. */
  keysDatabase: PostgresDatabase;
  blobs: Blobs;
  uploadFolder: string;
  region: string;
  migrations: readonly MigrationSet[];
  clock: Clock;
  logger: Logger;
}

/** What comes beside the backup's folder. */
export interface GivenKeys {
  keysFile: string;
  /** The newest list of erasures, where there is one. */
  erasureList?: string | undefined;
  /** Whether keys older than 7 days are taken. */
  acceptOldKeys: boolean;
}

/** How many files are brought in side by side: one's sync overlaps with another's copy. */
const FILES_AT_ONCE = 4;

/**
 * Restores everything, and brings the rows of an older release to this one's schema.
 *
 * @throws BackupRefused when the backup is not whole or not this cell's; CommandError when the target does not fit.
 */
export async function restoreCell(
  backup: OpenedBackup,
  given: GivenKeys,
  target: RestoreTarget,
  watch: Watch,
): Promise<void> {
  checkRegion(backup, target.region);
  await pendingAfter(backup.manifest.migrations, target.migrations);
  await checkEmpty(target);
  const keys = await target.openKeys();
  try {
    // The keys first: with them come the cell's secrets, under one of which the backup was sealed.
    const from = createReadStream(given.keysFile);
    tellKeys(await keys.importKeys(from, { acceptOld: given.acceptOldKeys }), watch);
    checkSeal(backup, keys);
    if (given.erasureList !== undefined) {
      const count = await keys.applyErasureList(given.erasureList);
      watch.say(stepLine('erasures', `${formatCount(count)} since, of the list`));
    }
  } finally {
    await keys.close();
  }
  await migrateAsBackup(target, backup.manifest.migrations);
  await PostgresJobs.open(target.database, target.logger);
  await whileFilesCome(target.database, async () => {
    await restoreFiles(backup, target, watch);
    await longTransaction(target.database, 'write', async (tx) => {
      await restoreTables(tx, backup, watch);
      await copyJobsIn(tx, backup.folder, backup.manifest.jobs, watch.signal);
    });
  });
  const names = backup.manifest.tables.map(({ name }) => name);
  await bringToRelease(target, names, watch);
}

/** Brings filled tables to this release's schema, and tells the planner how large they are. */
export async function bringToRelease(
  target: Pick<RestoreTarget, 'database' | 'region' | 'migrations' | 'clock'>,
  names: readonly string[],
  watch: Watch,
): Promise<void> {
  const nowMs = target.clock.nowMs();
  const applied = await migrate(target.database, target.region, target.migrations, nowMs);
  for (const name of applied) watch.say(stepLine('schema', `applied ${name}`));
  // Without it the first questions are answered by reading whole tables.
  await longTransaction(target.database, 'write', async (tx) => {
    await tx.connection.query(`ANALYZE ${names.map(quoted).join(', ')}`);
  });
}

function checkRegion({ manifest }: OpenedBackup, region: string): void {
  if (manifest.region === region) return;
  throw new CommandError(
    `This backup is of region ${manifest.region} and JHALAK_REGION is ${region}: set JHALAK_REGION=${manifest.region}.`,
  );
}

function checkSeal(backup: OpenedBackup, keys: Keystore): void {
  if (backup.isSealedBy(keys.secret(SEAL_PURPOSE))) return;
  throw new BackupRefused(
    'it was not made under this root key. Give the root key of the cell that made it with --root-key.',
  );
}

/** @throws CommandError when a table or a key store is there. */
export async function checkEmpty({
  database,
  keysDatabase,
}: Pick<RestoreTarget, 'database' | 'keysDatabase'>): Promise<void> {
  const [found] = await database.query<{ tables: number }>({
    name: 'restore.tables',
    text: `SELECT count(*)::int AS tables FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = current_schema()::regnamespace`,
  });
  const [store] = await keysDatabase.query<{ there: boolean }>({
    name: 'restore.keystore',
    text: `SELECT to_regclass('keystore.cell') IS NOT NULL AS there`,
  });
  if (found?.tables === 0 && store?.there === false) return;
  throw new CommandError(
    'The database is not empty: a restore needs a new one. Nothing in it was changed.',
  );
}

function tellKeys({ keys, erasures, holds }: KeyCounts, watch: Watch): void {
  const more = `erasures ${formatCount(erasures)}, holds ${formatCount(holds)}`;
  watch.say(stepLine('keys', `${formatCount(keys)}, ${more}`));
}

async function restoreFiles(
  backup: OpenedBackup,
  target: RestoreTarget,
  watch: Watch,
): Promise<void> {
  const { blobs, received } = backup.manifest;
  const total = { count: blobs.count + received.count, bytes: blobs.bytes + received.bytes };
  const progress = new Progress('files', watch.say, total);
  const found = { count: 0, bytes: 0 };
  const receivedFolder = join(target.uploadFolder, RECEIVED_FOLDER);
  await mkdir(receivedFolder, { recursive: true, mode: 0o700 });
  const files = backup.files();
  const work = async (): Promise<void> => {
    for (let next = await files.next(); next.done !== true; next = await files.next()) {
      watch.signal.throwIfAborted();
      const bytes = await restoreFile(backup.folder, next.value, target, watch.signal);
      if (bytes === undefined) continue;
      found.count += 1;
      found.bytes += bytes;
      progress.add(1, bytes);
    }
  };
  try {
    await Promise.all(Array.from({ length: FILES_AT_ONCE }, work));
  } finally {
    await files.return(undefined);
  }
  if (found.count !== total.count || found.bytes !== total.bytes) {
    throw new BackupRefused('it has more or fewer files than its manifest says.');
  }
  await syncFolders(target.uploadFolder);
  watch.say(stepLine('files', `${formatCount(found.count)}, ${formatBytes(found.bytes)}`));
}

// @returns its size; undefined for a file of rows, which is read later.
async function restoreFile(
  folder: string,
  file: ListedFile,
  target: RestoreTarget,
  signal: AbortSignal,
): Promise<number | undefined> {
  const from = join(folder, file.path);
  const slash = file.path.indexOf('/');
  const [kind, name] = [file.path.slice(0, slash), file.path.slice(slash + 1)];
  if (kind !== BLOBS_FOLDER && kind !== RECEIVED_FOLDER) return undefined;
  const found =
    kind === BLOBS_FOLDER
      ? await target.blobs.putFile(name, from)
      : await copyHashed(from, join(target.uploadFolder, RECEIVED_FOLDER, name), signal);
  if (found.sha256 !== file.sha256) throw new BackupRefused(`${file.path} was changed.`);
  return found.bytes;
}
