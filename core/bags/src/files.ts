// Reading a bag's files without following anything out of it: no symbolic links, no pipes, no devices.

import { createHash, type Hash } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat, open, opendir, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { PackageError, type PackageFault } from './errors.ts';

/** Read at once: large enough that system calls cost nothing beside hashing. */
const READ_BYTES = 1 << 20;
/** Tag files are read whole; a manifest of 200,000 files has 60 MB. */
const TAG_BYTES_MAX = 100_000_000;
/** Each file of a bag takes some 300 bytes of memory while the bag is looked at. */
const BAG_FILES_MAX = 200_000;
const DEPTH_MAX = 64;

/** A file that stands in a bag. */
interface FoundFile {
  bytes: number;
  /** More than one: other names, perhaps outside, are the same file. */
  linkCount: number;
}

/** What stands in a folder, by path with `/`. */
export interface Found {
  files: Map<string, FoundFile>;
  /** Folders that hold nothing. */
  emptyFolders: string[];
  faults: { fault: PackageFault; where: string }[];
}

/** Lists everything below a folder. @throws PackageError `bag.too_large` past BAG_FILES_MAX files. */
export async function findFiles(root: string): Promise<Found> {
  const found: Found = { files: new Map(), emptyFolders: [], faults: [] };
  const waiting: { folder: string; depth: number }[] = [{ folder: '', depth: 0 }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { folder, depth } = next;
    let count = 0;
    for await (const entry of await opendir(join(root, folder))) {
      count += 1;
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      const stats = await lstat(join(root, path));
      if (stats.isDirectory() && depth < DEPTH_MAX)
        waiting.push({ folder: path, depth: depth + 1 });
      else if (stats.isFile()) found.files.set(path, { bytes: stats.size, linkCount: stats.nlink });
      else
        found.faults.push({
          fault: stats.isSymbolicLink() ? 'file.symlink' : 'file.special',
          where: path,
        });
      if (found.files.size + found.faults.length + waiting.length > BAG_FILES_MAX)
        throw new PackageError('bag.too_large', 'A bag holds too many files.', root);
    }
    if (count === 0) found.emptyFolders.push(folder);
  }
  return found;
}

interface OpenFile {
  handle: FileHandle;
  /** When it was opened. */
  bytes: number;
}

/** A small file takes a small block; the byte more lets one read see the end. */
const blockBytesOf = (bytes: number): number => Math.min(READ_BYTES, bytes + 1);

/** Opens what is a plain file in itself. @throws PackageError `file.missing`, `file.symlink`, `file.special`. */
async function openPlain(path: string, where: string): Promise<OpenFile> {
  let handle: FileHandle;
  try {
    // Without NONBLOCK a pipe would hold the reader until somebody writes.
    handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : '';
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw new PackageError('file.missing', 'A file is missing.', where, cause);
    if (code === 'ELOOP')
      throw new PackageError('file.symlink', 'This is a symbolic link.', where, cause);
    throw cause;
  }
  const stats = await handle.stat();
  if (stats.isFile()) return { handle, bytes: stats.size };
  await handle.close();
  throw new PackageError('file.special', 'This is no file.', where);
}

/** @returns a tag file whole. @throws PackageError as `openPlain`, and `bag.too_large`. */
export async function readTag(root: string, name: string): Promise<Buffer> {
  const { handle, bytes } = await openPlain(join(root, name), name);
  try {
    if (bytes > TAG_BYTES_MAX)
      throw new PackageError('bag.too_large', 'A tag file is too large.', name);
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

/** Called for each block that was read, before the next one: for pace and progress. */
export type OnBytes = (bytes: number) => Promise<void> | void;

/**
 * @param keeps whether blocks are the caller's to keep; else each is good until the next one is asked for, and reading leaves no
 * garbage. @returns the file's bytes. Closes the file.
 */
export async function* fileBlocks(
  path: string,
  where: string,
  { keeps }: { keeps: boolean },
): AsyncGenerator<Buffer> {
  const { handle, bytes } = await openPlain(path, where);
  const size = blockBytesOf(bytes);
  let block = Buffer.allocUnsafe(size);
  try {
    for (;;) {
      const { bytesRead } = await handle.read(block, 0, size);
      if (bytesRead === 0) return;
      yield block.subarray(0, bytesRead);
      if (keeps) block = Buffer.allocUnsafe(size);
    }
  } finally {
    await handle.close();
  }
}

/** @returns digests of a file, hexadecimal, by the algorithm's name in node:crypto. Memory: one block. */
export async function hashFile(
  path: string,
  where: string,
  algorithms: readonly string[],
  onBytes?: OnBytes,
): Promise<Map<string, string>> {
  const hashes = new Map<string, Hash>(algorithms.map((name) => [name, createHash(name)]));
  const { handle, bytes } = await openPlain(path, where);
  const block = Buffer.allocUnsafe(blockBytesOf(bytes));
  try {
    for (;;) {
      const { bytesRead } = await handle.read(block, 0, block.length);
      if (bytesRead === 0) break;
      for (const hash of hashes.values()) hash.update(block.subarray(0, bytesRead));
      await onBytes?.(bytesRead);
    }
  } finally {
    await handle.close();
  }
  return new Map([...hashes].map(([name, hash]) => [name, hash.digest('hex')]));
}
