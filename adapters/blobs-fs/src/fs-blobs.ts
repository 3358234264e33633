// The Blobs port over a local folder: `blobs/` holds the files under their keys, `incoming/` what is being written.
// A blob appears by rename, after its bytes are on the disk, so a killed writer leaves nothing that can be read.
// A key cannot also be the folder of other keys (`a/b` beside `a/b/c`): the file system has one or the other.

import { problem } from '@jhalak/contracts';
import type { BlobInfo, Blobs } from '@jhalak/ports';
import { createHash } from 'node:crypto';
import { constants, mkdirSync } from 'node:fs';
import {
  copyFile,
  link,
  lstat,
  mkdir,
  open,
  readdir,
  rename,
  rm,
  rmdir,
  unlink,
} from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { keyParts, prefixFolderParts } from './blob-key.ts';
import { FolderSync } from './folder-sync.ts';
import { incomingName, sweepIncoming } from './incoming.ts';

export interface FsBlobsOptions {
  /** Made when missing, open to its owner only. One cell a folder; any number of processes. */
  folder: string;
}

/** Copying and hashing go in steps of this size: large enough for the disk, small enough for many at once. */
const CHUNK_BYTES = 1024 * 1024;
/** `read` holds the whole blob in memory; what is larger must be streamed. */
const READ_BYTES_MAX = 64 * 1024 * 1024;
/** A put can meet a delete that prunes the very folder it needs; each meeting costs one try. */
const RENAME_TRIES_MAX = 16;
/** Blobs never change; a program that writes through a hard link of `copyTo` must fail. */
const BLOB_MODE = 0o444;

/**
 * Opens a folder as a blob store and removes what dead writers left half-written.
 *
 * Putting a key that exists replaces it whole: readers see the old bytes or the new ones, never a mixture. That is for
 * a job that runs again; nobody puts other bytes under a key that has been served.
 *
 * @throws Error of the file system when the folder cannot be made or read.
 * Cost: a few synchronous calls. A put costs one copy, an fsync of the file and of the folders that changed.
 */
export function openFsBlobs(options: FsBlobsOptions): Blobs {
  const folder = resolve(options.folder);
  const blobs = join(folder, 'blobs');
  const incoming = join(folder, 'incoming');
  // Closed to others: files inside are world-readable, so that a sandboxed decoder may read a hard link of one.
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  mkdirSync(blobs, { recursive: true });
  mkdirSync(incoming, { recursive: true });
  sweepIncoming(incoming);
  return new FsBlobs(blobs, incoming, new FolderSync(dirname(folder)));
}

class FsBlobs implements Blobs {
  readonly #blobs: string;
  readonly #incoming: string;
  readonly #folders: FolderSync;

  constructor(blobs: string, incoming: string, folders: FolderSync) {
    this.#blobs = blobs;
    this.#incoming = incoming;
    this.#folders = folders;
  }

  async putFile(key: string, path: string): Promise<BlobInfo> {
    const target = this.#path(key);
    const source = await open(path, 'r');
    try {
      return { key, ...(await this.#put(target, fileChunks(source))) };
    } finally {
      await source.close();
    }
  }

  async putBytes(key: string, bytes: Uint8Array): Promise<BlobInfo> {
    return { key, ...(await this.#put(this.#path(key), slicesOf(bytes))) };
  }

  async putStream(key: string, source: AsyncIterable<Uint8Array>): Promise<BlobInfo> {
    return { key, ...(await this.#put(this.#path(key), source)) };
  }

  async stat(
    key: string,
  ): Promise<{ bytes: number; mark: string; storedAtMs: number } | undefined> {
    const stat = await unlessMissing(lstat(this.#path(key), { bigint: true }));
    if (stat?.isFile() !== true) return undefined;
    return { bytes: Number(stat.size), mark: markOf(stat), storedAtMs: Number(stat.mtimeMs) };
  }

  async open(key: string, range?: { start: number; end: number }): Promise<Readable | undefined> {
    if (range !== undefined) checkRange(range);
    const file = await openBlob(this.#path(key));
    // The stream closes the file at its end or when it is destroyed.
    return file?.createReadStream(range ?? {});
  }

  async read(key: string): Promise<Buffer | undefined> {
    const file = await openBlob(this.#path(key));
    if (file === undefined) return undefined;
    try {
      const { size } = await file.stat();
      if (size > READ_BYTES_MAX) throw new RangeError(`a blob of ${size} bytes must be streamed`);
      return await file.readFile();
    } finally {
      await file.close();
    }
  }

  async copyTo(key: string, path: string): Promise<boolean> {
    const from = this.#path(key);
    if ((await this.stat(key)) === undefined) return false;
    await rm(path, { force: true });
    try {
      await link(from, path);
      return true;
    } catch (error) {
      // Another file system, too many links, or a kernel that guards links of other owners' files.
      if (!hasCode(error, 'EXDEV', 'EPERM', 'EMLINK', 'ENOTSUP', 'ENOENT')) throw error;
    }
    const copied = copyFile(from, path, constants.COPYFILE_FICLONE).then(() => true);
    if ((await unlessMissing(copied)) === true) return true;
    if ((await this.stat(key)) === undefined) return false;
    throw new Error('the folder to copy a blob into does not exist');
  }

  async delete(key: string, mark?: string): Promise<void> {
    const path = this.#path(key);
    try {
      if (mark === undefined) await unlink(path);
      else await this.#unlinkMarked(path, mark);
    } catch (error) {
      // EISDIR: other keys lie below it, so no blob has this key.
      if (!hasCode(error, 'ENOENT', 'ENOTDIR', 'EISDIR')) throw error;
    }
    const kept = await this.#prune(dirname(path));
    await unlessMissing(this.#folders.sync(kept));
  }

  // Taken aside first: between a look and an unlink somebody could put it again, and theirs must stay.
  async #unlinkMarked(path: string, mark: string): Promise<void> {
    const aside = join(this.#incoming, incomingName());
    if (markOf(await lstat(path, { bigint: true })) !== mark) return;
    await rename(path, aside);
    if (markOf(await lstat(aside, { bigint: true })) !== mark) await this.#putBack(aside, path);
    await rm(aside, { force: true });
  }

  async #putBack(aside: string, path: string): Promise<void> {
    try {
      await link(aside, path);
    } catch (error) {
      // Put yet again meanwhile: the newest is what counts.
      if (hasCode(error, 'EEXIST')) return;
      if (!hasCode(error, 'ENOENT')) throw error;
      // Its folder was empty for a moment, and a delete beside took it away.
      await this.#rename(aside, path);
    }
  }

  async *list(prefix: string): AsyncIterable<string> {
    const parts = prefixFolderParts(prefix);
    for await (const key of this.#walk(parts)) if (key.startsWith(prefix)) yield key;
  }

  // Sorted as keys sort: a folder `a` stands for `a/`, which comes after `a-b` and `a.b`.
  async *#walk(parts: readonly string[]): AsyncGenerator<string> {
    const folder = join(this.#blobs, ...parts);
    const entries = (await unlessMissing(readdir(folder, { withFileTypes: true }))) ?? [];
    const sorted = entries
      .map((entry) => ({ entry, order: entry.isDirectory() ? `${entry.name}/` : entry.name }))
      .toSorted((a, b) => (a.order < b.order ? -1 : 1));
    for (const { entry } of sorted) {
      const here = [...parts, entry.name];
      if (entry.isDirectory()) yield* this.#walk(here);
      else if (entry.isFile()) yield here.join('/');
    }
  }

  #path(key: string): string {
    return join(this.#blobs, ...keyParts(key));
  }

  async #put(
    target: string,
    chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  ): Promise<{ bytes: number; sha256: string }> {
    const half = join(this.#incoming, incomingName());
    try {
      const written = await writeDurably(half, chunks);
      await this.#rename(half, target);
      return written;
    } catch (error) {
      await rm(half, { force: true });
      throw hasCode(error, 'ENOSPC', 'EDQUOT') ? diskFull(error) : error;
    }
  }

  async #rename(half: string, target: string): Promise<void> {
    const folder = dirname(target);
    for (let attempt = 1; ; attempt += 1) {
      try {
        this.#folders.created(await mkdir(folder, { recursive: true }), folder);
        await rename(half, target);
        await this.#folders.sync(folder);
        return;
      } catch (error) {
        // A delete beside took a folder away. Inside mkdir Node calls that ENOTDIR, as it calls a blob in the way;
        // a real blob in the way is still there at the last try.
        const again = hasCode(error, 'ENOENT', 'ENOTDIR');
        if (!again || attempt === RENAME_TRIES_MAX) throw error;
      }
    }
  }

  // Removes folders that have become empty. @returns the lowest that stays.
  async #prune(from: string): Promise<string> {
    let folder = from;
    while (folder !== this.#blobs) {
      try {
        await rmdir(folder);
        this.#folders.removed(folder);
      } catch (error) {
        if (!hasCode(error, 'ENOENT')) return folder;
      }
      folder = dirname(folder);
    }
    return folder;
  }
}

/** Each put is a new file. A number can be given out again, but not at the same time. */
function markOf(stat: { ino: bigint; mtimeNs: bigint }): string {
  return `${stat.ino} ${stat.mtimeNs}`;
}

async function writeDurably(
  path: string,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  let bytes = 0;
  const file = await open(path, 'wx', BLOB_MODE);
  try {
    for await (const chunk of chunks) {
      hash.update(chunk);
      await writeWhole(file, chunk);
      bytes += chunk.length;
    }
    await file.chmod(BLOB_MODE);
    await file.sync();
  } finally {
    await file.close();
  }
  return { bytes, sha256: hash.digest('hex') };
}

// One write may take less than it is given.
async function writeWhole(file: FileHandle, chunk: Uint8Array): Promise<void> {
  let done = 0;
  while (done < chunk.length) {
    done += (await file.write(chunk, done, chunk.length - done)).bytesWritten;
  }
}

async function* fileChunks(file: FileHandle): AsyncGenerator<Uint8Array> {
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  for (;;) {
    const { bytesRead } = await file.read(buffer, 0, CHUNK_BYTES, null);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
  }
}

async function openBlob(path: string): Promise<FileHandle | undefined> {
  const file = await unlessMissing(open(path, constants.O_RDONLY | constants.O_NOFOLLOW));
  if (file === undefined || (await file.stat()).isFile()) return file;
  await file.close();
  return undefined;
}

function checkRange(range: { start: number; end: number }): void {
  const { start, end } = range;
  if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end) || start < 0 || end < start) {
    throw new RangeError('a range is a first and a last byte, counted from 0');
  }
}

function* slicesOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += CHUNK_BYTES)
    yield bytes.subarray(from, from + CHUNK_BYTES);
}

function diskFull(cause: unknown): Error {
  return problem(
    'upload.disk_full',
    'The disk of this server is full; free some space and try again.',
    {
      cause,
    },
  );
}

async function unlessMissing<Result>(work: Promise<Result>): Promise<Result | undefined> {
  try {
    return await work;
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
}

function hasCode(error: unknown, ...codes: string[]): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    codes.includes(error.code)
  );
}
