// The upload folder on the local disk: `received/<uploadId>` holds the bytes of one upload as far as they have come,
// `work/<uploadId>/` what an encoder makes of them. Nothing is acknowledged before it is synced, file and folder.

import { problem } from '@jhalak/contracts';
import { assert, isUuid } from '@jhalak/kernel';
import { createReadStream } from 'node:fs';
import {
  constants,
  mkdir,
  open,
  readdir,
  rm,
  stat,
  statfs,
  unlink,
  type FileHandle,
} from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

/** A long request syncs in between, so that its last sync is short and little is lost when the machine dies. */
const SYNC_EVERY_BYTES = 16 * 1024 * 1024;
const OWNER_ONLY = 0o600;

export class UploadFolder {
  readonly #received: string;
  readonly #work: string;
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = resolve(folder);
    this.#received = join(this.#folder, 'received');
    this.#work = join(this.#folder, 'work');
  }

  /** Makes what is missing. */
  async prepare(): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    await mkdir(this.#received, { recursive: true, mode: 0o700 });
    await mkdir(this.#work, { recursive: true, mode: 0o700 });
    await syncFolder(this.#folder);
    await syncFolder(dirname(this.#folder));
  }

  /** Where an upload's received bytes are. */
  path(uploadId: string): string {
    return join(this.#received, checked(uploadId));
  }

  /** @returns how many bytes are durable; undefined when there is no file. Cost: an fsync of what is not synced yet. */
  async durableLength(uploadId: string): Promise<number | undefined> {
    const file = await unlessMissing(open(this.path(uploadId), constants.O_RDWR));
    if (file === undefined) return undefined;
    try {
      // A process that was killed may have left bytes that the disk does not hold yet.
      await file.datasync();
      return (await file.stat()).size;
    } finally {
      await file.close();
    }
  }

  /** @returns how many bytes have come, durable or not, 0 without a file; to be shown, never to be acknowledged. */
  async length(uploadId: string): Promise<number> {
    return (await unlessMissing(stat(this.path(uploadId))))?.size ?? 0;
  }

  /**
   * Writes a stream at an offset and syncs, also when the stream breaks: what came is kept.
   *
   * @returns the offset after the last durable byte.
   * @throws JhalakError `upload.offset_conflict` past the file's end, `upload.disk_full`; what the stream threw.
   */
  async append(
    uploadId: string,
    offset: number,
    stream: AsyncIterable<Uint8Array>,
  ): Promise<number> {
    const file = await open(this.path(uploadId), constants.O_RDWR | constants.O_CREAT, OWNER_ONLY);
    try {
      const { size } = await file.stat();
      if (size < offset) {
        throw problem(
          'upload.offset_conflict',
          `This upload holds ${size} bytes; go on from there.`,
        );
      }
      // Opened by O_CREAT: the file may be new.
      if (size === 0) await syncFolder(this.#received);
      return await appendTo(file, offset, stream);
    } catch (error) {
      throw asDiskFull(error);
    } finally {
      await file.close();
    }
  }

  /** Copies a local file in as a whole upload, durable. @returns its size. */
  async takeIn(uploadId: string, sourcePath: string): Promise<number> {
    const file = await open(this.path(uploadId), 'w', OWNER_ONLY);
    try {
      const bytes = await appendTo(file, 0, createReadStream(sourcePath));
      await syncFolder(this.#received);
      return bytes;
    } catch (error) {
      throw asDiskFull(error);
    } finally {
      await file.close();
    }
  }

  /** Makes an empty folder to work on an upload; what an earlier run left is gone. */
  async freshWorkFolder(uploadId: string): Promise<string> {
    const folder = join(this.#work, checked(uploadId));
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return folder;
  }

  async removeWork(uploadId: string): Promise<void> {
    await rm(join(this.#work, checked(uploadId)), { recursive: true, force: true });
  }

  /** Removes everything of an upload; idempotent. */
  async remove(uploadId: string): Promise<void> {
    await unlessMissing(unlink(this.path(uploadId)));
    await this.removeWork(uploadId);
  }

  /** The ids of all uploads that have a file or a work folder. */
  async ids(): Promise<string[]> {
    const names = [...(await readdir(this.#received)), ...(await readdir(this.#work))];
    return [...new Set(names)].filter(isUuid);
  }

  /** Bytes that a program may still write to this disk. */
  async freeBytes(): Promise<number> {
    const { bavail, bsize } = await statfs(this.#folder);
    return bavail * bsize;
  }
}

async function appendTo(
  file: FileHandle,
  offset: number,
  stream: AsyncIterable<Uint8Array>,
): Promise<number> {
  let end = offset;
  let durable = offset;
  const sync = async (): Promise<void> => {
    try {
      await file.datasync();
      durable = end;
    } catch (error) {
      // A later sync could succeed without these bytes: the kernel has dropped them. So they never came.
      await file.truncate(durable);
      throw error;
    }
  };
  try {
    for await (const chunk of stream) {
      await writeAll(file, chunk, end);
      end += chunk.byteLength;
      if (end - durable >= SYNC_EVERY_BYTES) await sync();
    }
  } finally {
    await sync();
  }
  return end;
}

async function writeAll(file: FileHandle, chunk: Uint8Array, position: number): Promise<void> {
  for (let written = 0; written < chunk.byteLength;) {
    const { bytesWritten } = await file.write(
      chunk,
      written,
      chunk.byteLength - written,
      position + written,
    );
    written += bytesWritten;
  }
}

// The id becomes a file name: it must be one that we minted.
function checked(uploadId: string): string {
  assert(isUuid(uploadId), 'an upload id is a UUID before it becomes a path');
  return uploadId;
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function unlessMissing<Result>(work: Promise<Result>): Promise<Result | undefined> {
  try {
    return await work;
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function isErrno(error: unknown, ...codes: readonly string[]): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    codes.includes(error.code)
  );
}

function asDiskFull(error: unknown): unknown {
  if (!isErrno(error, 'ENOSPC', 'EDQUOT')) return error;
  return problem(
    'upload.disk_full',
    'There is no space left here for uploads; what has come is kept. Try again later.',
    {
      cause: error,
      retryAfterS: 300,
    },
  );
}
