// An archive that somebody brings, read without believing anything: names are looked at and never become paths, sizes are
// counted while they come, and every file is held against SHA256SUMS before any of it is used.

import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { Writable } from 'node:stream';
import { Reader, ZipReader, type FileEntry } from '@zip.js/zip.js';

/** Why an archive cannot be used; each has a sentence in `view.ts`. */
export type ArchiveFault =
  | 'import.not_an_archive'
  | 'import.damaged'
  | 'import.too_large'
  | 'import.forged'
  | 'import.newer';

export class ArchiveError extends Error {
  readonly code: ArchiveFault;

  constructor(code: ArchiveFault, what: string) {
    super(what);
    this.name = 'ArchiveError';
    this.code = code;
  }
}

/** Five files a clip for as many clips as a person's archive holds, and what explains them. */
const ENTRIES_MAX = 110_000;
/** Rows of one file, opened: some 20,000 clips with long captions. It is read whole. */
export const TEXT_BYTES_MAX = 24 * 1024 * 1024;
/** Everything opened: what an archive holds at most, its rows and its pages. */
const OPENED_BYTES_MAX = 24_000_000_000;
/** What an archive of ours is made of. Folders, dots, backslashes and other scripts are in no name. */
const NAMES =
  /^(?:[a-z][a-z-]{0,40}\.json|schemas\/[a-z][a-z-]{0,40}\.schema\.json|clips\/[0-9a-f-]{36}\/[a-z0-9-]{1,40}\.[a-z0-9]{1,5}|index\.html|README\.txt|SHA256SUMS)$/u;
const SUMS = 'SHA256SUMS';
/** Says whose archive it is; signed over SUMS, and therefore not in it. */
export const PROOF = 'proof.json';
const SUM_LINE = /^([0-9a-f]{64}) {2}(\S.*)$/u;

/** Read at once: a list of as many files as there may be. */
const READ_BYTES_MAX = 64 * 1024 * 1024;

class ReaderAt extends Reader<FileHandle> {
  readonly #file: FileHandle;

  constructor(file: FileHandle, bytes: number) {
    super(file);
    this.#file = file;
    this.size = bytes;
  }

  // Places and lengths come from the file itself, and may be anything.
  override async readUint8Array(offset: number, length: number): Promise<Uint8Array> {
    if (!(offset >= 0 && length >= 0 && offset + length <= this.size))
      throw new ArchiveError('import.damaged', 'it leads outside itself');
    if (length > READ_BYTES_MAX) throw new ArchiveError('import.too_large', 'its list is too long');
    const bytes = new Uint8Array(length);
    let filled = 0;
    while (filled < length) {
      const { bytesRead } = await this.#file.read(bytes, filled, length - filled, offset + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return bytes.subarray(0, filled);
  }
}

export class ArchiveReader {
  readonly #file: FileHandle;
  readonly #zip: ZipReader<FileHandle>;
  readonly #entries: ReadonlyMap<string, FileEntry>;

  /** @throws ArchiveError for anything but a plain ZIP file of our own names. Cost: reads its list. */
  static async open(path: string): Promise<ArchiveReader> {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      const zip = new ZipReader(new ReaderAt(file, size), {
        useWebWorkers: false,
        strictness: 'strict',
        checkOverlappingEntry: true,
      });
      return new ArchiveReader(file, zip, await entriesOf(zip));
    } catch (error) {
      await file.close();
      throw error instanceof ArchiveError
        ? error
        : new ArchiveError('import.not_an_archive', String(error));
    }
  }

  private constructor(
    file: FileHandle,
    zip: ZipReader<FileHandle>,
    entries: ReadonlyMap<string, FileEntry>,
  ) {
    this.#file = file;
    this.#zip = zip;
    this.#entries = entries;
  }

  async close(): Promise<void> {
    await this.#zip.close();
    await this.#file.close();
  }

  has(name: string): boolean {
    return this.#entries.has(name);
  }

  /** @returns how large a file says it is when opened; 0 where there is none. `check` holds it to that. */
  bytesOf(name: string): number {
    return this.#entries.get(name)?.uncompressedSize ?? 0;
  }

  /**
   * Holds every file against SHA256SUMS.
   *
   * @param tell told of the share that is done, 0 to 1.
   * @returns the digest of SHA256SUMS itself, hexadecimal. @throws ArchiveError.
   * Cost: opens and reads everything once.
   */
  async check(tell: (share: number) => Promise<void>): Promise<string> {
    const text = await this.text(SUMS);
    const sums = sumsIn(text);
    const listed = [...this.#entries.keys()].filter((name) => name !== SUMS && name !== PROOF);
    if (listed.length !== sums.size)
      throw new ArchiveError('import.damaged', 'a file is missing, or one is not listed');
    const all = listed.reduce((sum, name) => sum + this.bytesOf(name), 1);
    let done = 0;
    for (const name of listed) {
      if ((await this.#digest(name)) !== sums.get(name))
        throw new ArchiveError('import.damaged', `${name} is not what it was`);
      done += this.bytesOf(name);
      await tell(done / all);
    }
    return createHash('sha256').update(text).digest('hex');
  }

  /** @returns a file as text; empty where there is none. @throws ArchiveError past TEXT_BYTES_MAX. */
  async text(name: string): Promise<string> {
    if (this.bytesOf(name) > TEXT_BYTES_MAX)
      throw new ArchiveError('import.too_large', `${name} is too large`);
    const parts: Buffer[] = [];
    await this.#read(name, (chunk) => parts.push(Buffer.from(chunk)));
    return Buffer.concat(parts).toString('utf8');
  }

  /** Copies a file to a place of our own naming. */
  async copyTo(name: string, path: string): Promise<void> {
    const entry = this.#entries.get(name);
    if (entry === undefined) throw new ArchiveError('import.damaged', `${name} is not there`);
    const file = Writable.toWeb(createWriteStream(path, { mode: 0o600 }));
    await entry.getData(file as WritableStream<Uint8Array>).catch((error: unknown) => {
      throw faultOf(error);
    });
  }

  async #digest(name: string): Promise<string> {
    const hash = createHash('sha256');
    await this.#read(name, (chunk) => hash.update(chunk));
    return hash.digest('hex');
  }

  // What comes out is counted: a list may lie about sizes.
  async #read(name: string, take: (chunk: Uint8Array) => unknown): Promise<void> {
    const entry = this.#entries.get(name);
    if (entry === undefined) return;
    let left = entry.uncompressedSize;
    const sink = new WritableStream<Uint8Array>({
      write: (chunk) => {
        left -= chunk.byteLength;
        if (left < 0) throw new ArchiveError('import.damaged', `${name} is longer than it says`);
        take(chunk);
      },
    });
    await entry.getData(sink).catch((error: unknown) => {
      throw faultOf(error);
    });
    if (left !== 0) throw new ArchiveError('import.damaged', `${name} is shorter than it says`);
  }
}

/** A full disk or a broken one is ours; everything else that reading finds is the archive's. */
function faultOf(error: unknown): unknown {
  if (error instanceof ArchiveError) return error;
  if (error instanceof Error && 'syscall' in error) return error;
  return new ArchiveError('import.damaged', String(error));
}

async function entriesOf(zip: ZipReader<FileHandle>): Promise<Map<string, FileEntry>> {
  const entries = new Map<string, FileEntry>();
  let opened = 0;
  for await (const entry of zip.getEntriesGenerator()) {
    if (entries.size >= ENTRIES_MAX) throw new ArchiveError('import.too_large', 'too many files');
    if (entry.directory || entry.encrypted || entry.symlink || !NAMES.test(entry.filename))
      throw new ArchiveError('import.not_an_archive', 'it holds what no archive holds');
    if (entries.has(entry.filename))
      throw new ArchiveError('import.not_an_archive', 'it holds two files of one name');
    opened += entry.uncompressedSize;
    if (opened > OPENED_BYTES_MAX)
      throw new ArchiveError('import.too_large', 'it holds too many bytes');
    entries.set(entry.filename, entry);
  }
  if (!entries.has(SUMS)) throw new ArchiveError('import.not_an_archive', 'it has no SHA256SUMS');
  return entries;
}

function sumsIn(text: string): Map<string, string> {
  const sums = new Map<string, string>();
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const [, digest, name] = SUM_LINE.exec(line) ?? [];
    if (digest === undefined || name === undefined || sums.has(name))
      throw new ArchiveError('import.damaged', 'SHA256SUMS cannot be read');
    sums.set(name, digest);
  }
  return sums;
}
