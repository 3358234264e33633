// Blobs into a backup. They never change, so they are copied after the snapshot while the cell goes on; which ones is
// written down right after the snapshot, so that a blob without a row of the snapshot does not come along.

import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Manifest } from '@jhalak/contracts';
import type { Blobs } from '@jhalak/ports';
import { BLOBS_FOLDER } from './backup-format.ts';
import { linesOf, type FileListWriter } from './file-list.ts';
import { hashFile, writeHashed, type Hashed } from './hashed-files.ts';
import type { Progress } from './tell.ts';

/** Lets one file's sync overlap with another's copy; more would only make the disk seek. */
const COPIED_AT_ONCE = 4;
/** Keys gathered before they are written down. */
const KEYS_PER_WRITE = 1_000;

/** Which blobs there are. */
export interface BlobCount {
  count: number;
  bytes: number;
}

/**
 * Writes down every blob's key, one a line. Those that are made again by themselves come first: they are also the ones
 * that are replaced while the backup runs.
 */
export async function listBlobs(
  blobs: Blobs,
  manifests: readonly Manifest[],
  path: string,
  signal: AbortSignal,
): Promise<BlobCount> {
  const fleeting = manifests
    .flatMap((manifest) => manifest.blobs)
    .filter((blob) => blob.retention.kind === 'rebuildable')
    .map((blob) => `${blob.prefix}/`);
  const total = { count: 0, bytes: 0 };
  let keys: string[] = [];
  await writeFile(path, '', { flag: 'wx', mode: 0o600 });
  const flush = async (): Promise<void> => {
    await appendFile(path, keys.map((key) => `${key}\n`).join(''));
    keys = [];
  };
  for await (const key of keysInOrder(blobs, fleeting)) {
    signal.throwIfAborted();
    const found = await blobs.stat(key);
    if (found === undefined) continue;
    total.count += 1;
    total.bytes += found.bytes;
    keys.push(key);
    if (keys.length === KEYS_PER_WRITE) await flush();
  }
  await flush();
  return total;
}

async function* keysInOrder(blobs: Blobs, first: readonly string[]): AsyncGenerator<string> {
  for (const prefix of first) yield* blobs.list(prefix);
  for await (const key of blobs.list('')) {
    if (!first.some((prefix) => key.startsWith(prefix))) yield key;
  }
}

/** What was copied, and how many were deleted before their turn came. */
export interface CopiedBlobs extends BlobCount {
  vanished: number;
}

/** @param mode `link` gives files a second name where the file system can, and copies elsewhere. */
export async function copyBlobs(
  blobs: Blobs,
  keysPath: string,
  to: { folder: string; list: FileListWriter; mode: 'copy' | 'link' },
  watch: { progress: Progress; signal: AbortSignal },
): Promise<CopiedBlobs> {
  const total: CopiedBlobs = { count: 0, bytes: 0, vanished: 0 };
  const keys = linesOf(keysPath);
  let noting: Promise<void> = Promise.resolve();
  const work = async (): Promise<void> => {
    for (let next = await keys.next(); next.done !== true; next = await keys.next()) {
      watch.signal.throwIfAborted();
      const path = `${BLOBS_FOLDER}/${next.value}`;
      const copied = await copyBlob(
        blobs,
        next.value,
        join(to.folder, path),
        to.mode,
        watch.signal,
      );
      if (copied === undefined) {
        total.vanished += 1;
        continue;
      }
      total.count += 1;
      total.bytes += copied.bytes;
      watch.progress.add(1, copied.bytes);
      // One line after the other, whoever is ready first.
      noting = noting.then(() => to.list.add({ path, ...copied }));
      await noting;
    }
  };
  try {
    await Promise.all(Array.from({ length: COPIED_AT_ONCE }, work));
  } finally {
    await keys.return(undefined);
  }
  return total;
}

async function copyBlob(
  blobs: Blobs,
  key: string,
  path: string,
  mode: 'copy' | 'link',
  signal: AbortSignal,
): Promise<Hashed | undefined> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  if (mode === 'link') {
    return (await blobs.copyTo(key, path)) ? await hashFile(path, signal) : undefined;
  }
  const source = await blobs.open(key);
  if (source === undefined) return undefined;
  try {
    return await writeHashed(path, source);
  } finally {
    source.destroy();
  }
}
