// One ZIP file, written entry by entry straight into a sealed file: neither the archive nor any file in it is ever whole in
// memory, and nothing readable touches the disk.

import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { ZipWriter } from '@zip.js/zip.js';
import { SealedWriter } from './sealed-file.ts';

/** One file of the archive, as listed in SHA256SUMS. */
export interface WrittenFile {
  path: string;
  bytes: number;
  /** Lower-case hexadecimal. */
  sha256: string;
}

export interface FileContent {
  source: AsyncIterable<Uint8Array>;
  /** Whether compressing makes it smaller: not so for clips and pictures. */
  compress: boolean;
}

/** Fast, and within a few per cent of the slowest for JSON. */
const LEVEL = 6;

export class ArchiveFile {
  readonly #file: FileHandle;
  readonly #sealed: SealedWriter;
  readonly #zip: ZipWriter<unknown>;
  readonly #modified: Date;
  readonly written: WrittenFile[] = [];

  /** @param path is made anew. @param atMs stands on every file of the archive. */
  static async create(path: string, key: Uint8Array, atMs: number): Promise<ArchiveFile> {
    return new ArchiveFile(await open(path, 'w', 0o600), key, atMs);
  }

  private constructor(file: FileHandle, key: Uint8Array, atMs: number) {
    this.#file = file;
    this.#modified = new Date(atMs);
    const sealed = new SealedWriter(file, key);
    this.#sealed = sealed;
    const sink = new WritableStream<Uint8Array>({ write: (bytes) => sealed.write(bytes) });
    this.#zip = new ZipWriter(sink, { useWebWorkers: false, keepOrder: true });
  }

  /** Adds a file and waits until it is written. @param path within the archive, with `/`. */
  async add(path: string, { source, compress }: FileContent): Promise<WrittenFile> {
    const hash = createHash('sha256');
    let bytes = 0;
    const tapped = async function* (): AsyncGenerator<Uint8Array> {
      for await (const chunk of source) {
        hash.update(chunk);
        bytes += chunk.length;
        yield chunk;
      }
    };
    await this.#zip.add(path, pulled(tapped()), {
      level: compress ? LEVEL : 0,
      lastModDate: this.#modified,
    });
    const written = { path, bytes, sha256: hash.digest('hex') };
    this.written.push(written);
    return written;
  }

  /** Ends the archive. @returns its size when opened; the file is durable. */
  async finish(): Promise<number> {
    await this.#zip.close();
    await this.#sealed.end();
    return this.#sealed.bytes;
  }

  /** Lets the file go, finished or not. */
  async close(): Promise<void> {
    await this.#file.close();
  }
}

/** As the ZIP writer reads: one chunk when it asks for one. */
function pulled(source: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const next = await source.next();
        if (next.done === true) controller.close();
        else controller.enqueue(next.value);
      },
      cancel: async () => void (await source.return(undefined)),
    },
    { highWaterMark: 0 },
  );
}
