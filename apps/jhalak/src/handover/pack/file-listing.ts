// A list of files with their digests, in the order of their names, on disk: however many there are, one line is in memory.

import { existsSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { linesOf } from '../../backup/file-list.ts';

/** One file as it was packed. */
export interface ListedBlob {
  key: string;
  sha256: string;
  bytes: number;
  /** Changes with the bytes under the key. */
  mark: string;
}

/** Reads a list along with somebody who asks for names in ascending order. */
export class ListingReader {
  readonly #lines: AsyncIterator<string> | undefined;
  #next: ListedBlob | undefined;
  #begun = false;

  /** @param path may be missing: then nothing is listed. */
  constructor(path: string | undefined) {
    this.#lines = path !== undefined && existsSync(path) ? linesOf(path) : undefined;
  }

  /** @returns the entries below `key` that were not given out yet, and its own. */
  async upTo(key: string): Promise<{ passed: ListedBlob[]; own: ListedBlob | undefined }> {
    const passed: ListedBlob[] = [];
    for (let next = await this.#peek(); next !== undefined; next = await this.#peek()) {
      if (next.key > key) break;
      await this.#advance();
      if (next.key === key) return { passed, own: next };
      passed.push(next);
    }
    return { passed, own: undefined };
  }

  /** @returns whatever is left. */
  async *rest(): AsyncGenerator<ListedBlob> {
    for (let next = await this.#peek(); next !== undefined; next = await this.#peek()) {
      await this.#advance();
      yield next;
    }
  }

  async close(): Promise<void> {
    await this.#lines?.return?.();
  }

  async #peek(): Promise<ListedBlob | undefined> {
    if (!this.#begun) await this.#advance();
    return this.#next;
  }

  async #advance(): Promise<void> {
    this.#begun = true;
    const line = await this.#lines?.next();
    // A torn last line of a start that was killed names nothing.
    this.#next = line === undefined || line.done === true ? undefined : parsed(line.value);
  }
}

function parsed(line: string): ListedBlob | undefined {
  try {
    return JSON.parse(line) as ListedBlob;
  } catch {
    return undefined;
  }
}

/** Lines gathered before they are written. */
const LINES_AT_ONCE = 256;

/** Writes a list. */
export class ListingWriter {
  readonly #file: FileHandle;
  #lines: string[] = [];

  static async create(path: string): Promise<ListingWriter> {
    return new ListingWriter(await open(path, 'w', 0o600));
  }

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  async add(blob: ListedBlob): Promise<void> {
    this.#lines.push(`${JSON.stringify(blob)}\n`);
    if (this.#lines.length >= LINES_AT_ONCE) await this.#flush();
  }

  /** Durable afterwards. */
  async close(): Promise<void> {
    await this.#flush();
    await this.#file.sync();
    await this.#file.close();
  }

  async #flush(): Promise<void> {
    await this.#file.writeFile(this.#lines.join(''));
    this.#lines = [];
  }
}
