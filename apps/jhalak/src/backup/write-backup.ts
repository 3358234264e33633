// Makes a backup of a whole cell, alone or beside a running one. The rows are those of one moment; blobs and received
// bytes are those that this moment's rows need. Nothing of the cell is changed.

import { existsSync } from 'node:fs';
import { mkdir, open, readdir, rename, rm, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Manifest } from '@jhalak/contracts';
import type { Clock } from '@jhalak/kernel';
import type { Keystore } from '@jhalak/keystore';
import { keepPlainOriginals } from '@jhalak/media';
import type { Blobs } from '@jhalak/ports';
import type { MigrationSet, PostgresDatabase } from '@jhalak/postgres';
import { CommandError } from '../command.ts';
import {
  BLOBS_FOLDER,
  encodeManifest,
  FORMAT,
  LIST_FILE,
  MANIFEST_FILE,
  RECEIVED_FOLDER,
  SEAL_PURPOSE,
  TABLES_FOLDER,
  type BackupManifest,
} from './backup-format.ts';
import { copyBlobs, listBlobs, type BlobCount, type CopiedBlobs } from './blob-files.ts';
import { FileListWriter } from './file-list.ts';
import { copyHashed, syncFolder, syncFolders } from './hashed-files.ts';
import { withKeysFile } from './keys-file.ts';
import { longTransaction, type Asks } from './long-transaction.ts';
import { ReceivedHold } from './received-files.ts';
import { copySnapshot, planSnapshot, type Snapshot, type SnapshotPlan } from './snapshot.ts';
import { formatBytes, formatCount, Progress, stepLine, type Watch } from './tell.ts';

/** The cell. */
export interface BackupSource {
  database: PostgresDatabase;
  keys: Keystore;
  blobs: Blobs;
  home: string;
  uploadFolder: string;
  region: string;
  release: string;
  manifests: readonly Manifest[];
  migrations: readonly MigrationSet[];
  clock: Clock;
}

/** Where it goes. */
export interface BackupTarget {
  /** New, or empty. */
  folder: string;
  /** New; outside the folder. */
  keysFile: string;
  blobs: 'copy' | 'link';
}

/** Keys to copy, while the backup is made. */
const KEYS_WORK_FILE = 'blob-keys.tmp';
/** Kept free on the target's disk: a full disk breaks what else is on it. */
const FREE_AFTER_BYTES = 100_000_000;

/**
 * Writes everything, `manifest.json` last. Broken off at any point it leaves a folder that a restore refuses.
 *
 * @throws CommandError for what the operator can mend; the signal's reason.
 * Cost: reads every row and blob once; memory stays the same however large the cell is.
 */
export async function writeBackup(
  source: BackupSource,
  target: BackupTarget,
  watch: Watch,
): Promise<BackupManifest> {
  const plan = await planSnapshot(source.database, source.manifests, source.migrations);
  await makeFolders(target);
  return await longTransaction(source.database, 'write', async (kept) => {
    await keepPlainOriginals(kept);
    return await copyCell(source, target, { plan, kept }, watch);
  });
}

async function copyCell(
  source: BackupSource,
  target: BackupTarget,
  { plan, kept }: { plan: SnapshotPlan; kept: Asks },
  watch: Watch,
): Promise<BackupManifest> {
  const hold = await ReceivedHold.open(source.home, source.uploadFolder);
  const list = await FileListWriter.create(join(target.folder, LIST_FILE));
  try {
    const keysPath = join(target.folder, KEYS_WORK_FILE);
    let found: BlobCount = { count: 0, bytes: 0 };
    await hold.take();
    const taken = async (): Promise<void> => {
      await hold.take();
      found = await listBlobs(source.blobs, source.manifests, keysPath, watch.signal);
      await checkSpace(target, found);
    };
    const snapshot = await longTransaction(source.database, 'snapshot', (tx) =>
      copySnapshot(tx, plan, target.folder, { clock: source.clock, taken }, watch),
    );
    for (const file of snapshot.files) await list.add(file);
    const received = await copyReceived(hold, target.folder, list, watch);
    const blobs = await copyAllBlobs(source, target, { found, keysPath, list }, watch);
    await rm(keysPath);
    await checkKept(kept);
    watch.signal.throwIfAborted();
    return await withKeysFile(source.keys, target.keysFile, async ({ keys, erasures }) => {
      watch.say(stepLine('keys', `${formatCount(keys)}, erasures ${formatCount(erasures)}`));
      watch.signal.throwIfAborted();
      return await finish(source, target.folder, { snapshot, received, blobs, list });
    });
  } finally {
    await list.close();
    await hold.release();
  }
}

// A freeze, or a database that was started anew, ends the connection, and with it the promise that no original goes.
async function checkKept(kept: Asks): Promise<void> {
  try {
    await kept.query({ name: 'backup.kept', text: 'SELECT 1' });
  } catch (cause) {
    throw new CommandError(
      'The connection to the database was lost while files were copied: some may have been taken away meanwhile. Make the backup again.',
      { cause },
    );
  }
}

async function makeFolders({ folder, keysFile }: BackupTarget): Promise<void> {
  if (`${keysFile}/`.startsWith(`${folder}/`)) {
    throw new CommandError(
      'The keys must not be in the backup itself: name a file outside it with --keys-to.',
    );
  }
  if (existsSync(keysFile))
    throw new CommandError(`${keysFile} exists; keys are never written over.`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if ((await readdir(folder)).length > 0) {
    throw new CommandError(`${folder} is not empty: name a new folder with --to.`);
  }
  await mkdir(dirname(keysFile), { recursive: true, mode: 0o700 });
  for (const part of [TABLES_FOLDER, RECEIVED_FOLDER, BLOBS_FOLDER]) {
    await mkdir(join(folder, part), { mode: 0o700 });
  }
}

// Rows take less than their tables once compressed, and how much less nobody knows; blobs are what fills disks.
async function checkSpace({ folder, blobs }: BackupTarget, found: BlobCount): Promise<void> {
  if (blobs === 'link') return;
  const { bavail, bsize } = await statfs(folder);
  const needed = found.bytes + FREE_AFTER_BYTES;
  if (bavail * bsize >= needed) return;
  throw new CommandError(
    `The disk of ${folder} has ${formatBytes(bavail * bsize)} free and the backup needs ${formatBytes(needed)} or more.`,
  );
}

async function copyReceived(
  hold: ReceivedHold,
  folder: string,
  list: FileListWriter,
  watch: Watch,
): Promise<BlobCount> {
  const files = await hold.files();
  const total = { count: 0, bytes: 0 };
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const progress = new Progress('open uploads', watch.say, { count: files.length, bytes });
  for (const file of files) {
    const path = `${RECEIVED_FOLDER}/${file.name}`;
    const copied = await copyHashed(file.path, join(folder, path), watch.signal, file.bytes);
    await list.add({ path, ...copied });
    total.count += 1;
    total.bytes += copied.bytes;
    progress.add(1, copied.bytes);
  }
  await hold.release();
  watch.say(stepLine('open uploads', `${formatCount(total.count)}, ${formatBytes(total.bytes)}`));
  return total;
}

async function copyAllBlobs(
  source: BackupSource,
  target: BackupTarget,
  work: { found: BlobCount; keysPath: string; list: FileListWriter },
  watch: Watch,
): Promise<CopiedBlobs> {
  const blobs = await copyBlobs(
    source.blobs,
    work.keysPath,
    { folder: target.folder, list: work.list, mode: target.blobs },
    { progress: new Progress('blobs', watch.say, work.found), signal: watch.signal },
  );
  const gone =
    blobs.vanished === 0 ? '' : `; ${formatCount(blobs.vanished)} were deleted meanwhile`;
  watch.say(stepLine('blobs', `${formatCount(blobs.count)}, ${formatBytes(blobs.bytes)}${gone}`));
  return blobs;
}

async function finish(
  source: BackupSource,
  folder: string,
  made: {
    snapshot: Snapshot;
    received: BlobCount;
    blobs: CopiedBlobs;
    list: FileListWriter;
  },
): Promise<BackupManifest> {
  const { tables, jobs, journal, migrations, atMs } = made.snapshot;
  const manifest: BackupManifest = {
    format: FORMAT,
    release: source.release,
    region: source.region,
    snapshotAtMs: atMs,
    madeAtMs: source.clock.nowMs(),
    migrations,
    journal,
    tables,
    jobs,
    blobs: made.blobs,
    received: made.received,
    list: await made.list.finish(),
  };
  await syncFolders(folder);
  await writeLast(folder, encodeManifest(manifest, source.keys.secret(SEAL_PURPOSE)));
  return manifest;
}

// Whole under its name or not there at all, also when the machine loses its power now.
async function writeLast(folder: string, text: string): Promise<void> {
  const half = join(folder, `${MANIFEST_FILE}.half`);
  const file = await open(half, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(half, join(folder, MANIFEST_FILE));
  await syncFolder(folder);
  await syncFolder(dirname(folder));
}
