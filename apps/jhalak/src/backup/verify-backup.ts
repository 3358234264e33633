// Reads a backup as it lies there: what its manifest says, and whether every byte still is what was written.

import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  BackupRefused,
  decodeManifest,
  JOBS_PATH,
  LIST_FILE,
  MANIFEST_BYTES_MAX,
  MANIFEST_FILE,
  tablePath,
  type BackupManifest,
  type ListedFile,
} from './backup-format.ts';
import { hasCode } from './file-errors.ts';
import { listedFiles } from './file-list.ts';
import { hashFile } from './hashed-files.ts';
import { Progress, type Watch } from './tell.ts';

/** A backup whose manifest and list are whole; the files that they name were not read yet. */
export interface OpenedBackup {
  folder: string;
  manifest: BackupManifest;
  /** Whether the manifest was made under this cell's root key. */
  isSealedBy(sealKey: Uint8Array): boolean;
  /** Every file but the manifest and the list. */
  files(): AsyncGenerator<ListedFile>;
}

/**
 * Opens a backup: its manifest, its list, and that every listed file is there.
 *
 * @throws BackupRefused with the reason.
 * Cost: reads the list twice and looks at each file once; reads no file.
 */
export async function openBackup(folder: string, signal: AbortSignal): Promise<OpenedBackup> {
  const { manifest, isSealedBy } = decodeManifest(await readManifest(folder));
  const listPath = join(folder, LIST_FILE);
  await present(folder, LIST_FILE);
  const list = await hashFile(listPath, signal);
  if (list.sha256 !== manifest.list.sha256) throw new BackupRefused(`${LIST_FILE} was changed.`);
  const backup = { folder, manifest, isSealedBy, files: () => listedFiles(listPath) };
  await checkList(backup, signal);
  return backup;
}

async function readManifest(folder: string): Promise<string> {
  const path = join(folder, MANIFEST_FILE);
  try {
    if ((await stat(path)).size > MANIFEST_BYTES_MAX) {
      throw new BackupRefused(`${MANIFEST_FILE} was changed.`);
    }
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (!hasCode(cause, 'ENOENT', 'ENOTDIR')) throw cause;
    throw new BackupRefused(
      `${folder} has no ${MANIFEST_FILE}: it is not a backup, or one that was not finished.`,
      cause,
    );
  }
}

// The list and the manifest tell the same story, and nothing is missing.
async function checkList({ folder, manifest, files }: OpenedBackup, signal: AbortSignal) {
  const wanted = new Map(manifest.tables.map((table) => [tablePath(table.name), table.sha256]));
  wanted.set(JOBS_PATH, manifest.jobs.sha256);
  const total = { count: 0, bytes: 0 };
  for await (const { path, sha256 } of files()) {
    signal.throwIfAborted();
    total.count += 1;
    total.bytes += await present(folder, path);
    if (wanted.get(path) === sha256) wanted.delete(path);
  }
  const [missing] = wanted.keys();
  if (missing !== undefined) throw new BackupRefused(`${missing} is not on its list.`);
  if (total.count !== manifest.list.count) {
    throw new BackupRefused('it has more or fewer files than its manifest says.');
  }
  if (total.bytes !== manifest.list.bytes) {
    throw new BackupRefused('a file is longer or shorter than it was.');
  }
}

async function present(folder: string, path: string): Promise<number> {
  const found = await stat(join(folder, path)).catch((cause: unknown) => {
    if (!hasCode(cause, 'ENOENT', 'ENOTDIR')) throw cause;
    throw new BackupRefused(`${path} is missing.`, cause);
  });
  if (!found.isFile()) throw new BackupRefused(`${path} is not a file.`);
  return found.size;
}

/**
 * Reads every byte of a backup.
 *
 * @throws BackupRefused naming the first file that is missing or changed.
 */
export async function verifyBackup(folder: string, watch: Watch): Promise<BackupManifest> {
  const backup = await openBackup(folder, watch.signal);
  const progress = new Progress('verified', watch.say, backup.manifest.list);
  for await (const { path, sha256 } of backup.files()) {
    const found = await hashFile(join(folder, path), watch.signal);
    if (found.sha256 !== sha256) throw new BackupRefused(`${path} was changed.`);
    progress.add(1, found.bytes);
  }
  return backup.manifest;
}
