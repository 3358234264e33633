// Files that are written once, synced, and known by their digest.

import { createHash } from 'node:crypto';
import { open, opendir, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

/** What was written or read. */
export interface Hashed {
  bytes: number;
  /** Lower-case hexadecimal. */
  sha256: string;
}

/** Everything in a backup is personal data of somebody. */
const OWNER_ONLY = 0o600;
/** Large enough for the disk, small enough for several files at once. */
const CHUNK_BYTES = 1024 * 1024;

/**
 * Writes a new file; durable when it returns, but for its name in its folder.
 *
 * @throws when something stands at `path`; what the source throws.
 */
export async function writeHashed(
  path: string,
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<Hashed> {
  const hash = createHash('sha256');
  let bytes = 0;
  const file = await open(path, 'wx', OWNER_ONLY);
  try {
    for await (const chunk of source) {
      hash.update(chunk);
      await writeWhole(file, chunk);
      bytes += chunk.length;
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { bytes, sha256: hash.digest('hex') };
}

// One write may take less than it is given.
async function writeWhole(file: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let done = 0; done < chunk.length;) {
    done += (await file.write(chunk, done, chunk.length - done)).bytesWritten;
  }
}

/** Copies the first `bytes` of a file, all of it by default, into a new one. See `writeHashed`. */
export async function copyHashed(
  from: string,
  to: string,
  signal: AbortSignal,
  bytes?: number,
): Promise<Hashed> {
  return await writeHashed(to, chunksOf(from, signal, bytes));
}

/** Reads a file once. Cost: as fast as the disk, or a core's SHA-256. */
export async function hashFile(path: string, signal: AbortSignal): Promise<Hashed> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of chunksOf(path, signal)) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { bytes, sha256: hash.digest('hex') };
}

/** @returns a file's first bytes, all of them by default, in a buffer that is read into again and again. */
export async function* chunksOf(
  path: string,
  signal: AbortSignal,
  bytes = Number.POSITIVE_INFINITY,
): AsyncGenerator<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    // Read into again and again: whoever gets a chunk is done with it before asking for the next.
    const buffer = Buffer.allocUnsafe(Math.max(1, Math.min(CHUNK_BYTES, size)));
    for (let left = bytes; left > 0;) {
      signal.throwIfAborted();
      const { bytesRead } = await file.read(buffer, 0, Math.min(buffer.length, left), null);
      if (bytesRead === 0) return;
      left -= bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

/** Makes the names in a folder and in all folders below it durable. */
export async function syncFolders(top: string): Promise<void> {
  for await (const entry of await opendir(top)) {
    if (entry.isDirectory()) await syncFolders(join(top, entry.name));
  }
  await syncFolder(top);
}

/** Makes the names in one folder durable. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
