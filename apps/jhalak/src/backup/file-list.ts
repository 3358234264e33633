// files.sha256: written while files come in, read a line at a time, so that a million blobs take no memory.

import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { encodeListed, decodeListed, type ListedFile } from './backup-format.ts';

/** Lines gathered before they are written. */
const BUFFER_CHARS = 64 * 1024;

export class FileListWriter {
  readonly #file: FileHandle;
  readonly #hash = createHash('sha256');
  #count = 0;
  #bytes = 0;
  #waiting = '';

  static async create(path: string): Promise<FileListWriter> {
    return new FileListWriter(await open(path, 'wx', 0o600));
  }

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  /** Notes a file that is whole and durable. Not to be called again before it has returned. */
  async add(listed: ListedFile & { bytes: number }): Promise<void> {
    this.#waiting += encodeListed(listed);
    this.#count += 1;
    this.#bytes += listed.bytes;
    if (this.#waiting.length >= BUFFER_CHARS) await this.#flush();
  }

  /** Makes the list durable. @returns its digest, and how many files and bytes it names. */
  async finish(): Promise<{ sha256: string; count: number; bytes: number }> {
    await this.#flush();
    await this.#file.sync();
    return { sha256: this.#hash.digest('hex'), count: this.#count, bytes: this.#bytes };
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  async #flush(): Promise<void> {
    const text = this.#waiting;
    this.#waiting = '';
    this.#hash.update(text);
    await this.#file.appendFile(text);
  }
}

/** @returns the lines of a text file, without their ends. */
export async function* linesOf(path: string): AsyncGenerator<string> {
  const file = await open(path, 'r');
  try {
    for await (const line of file.readLines()) yield line;
  } finally {
    await file.close();
  }
}

/** @returns the files that a list names, in its order. @throws BackupRefused. */
export async function* listedFiles(path: string): AsyncGenerator<ListedFile> {
  for await (const line of linesOf(path)) yield decodeListed(line);
}
