// Which parts are finished, so that a writer that was killed goes on where it stood. One line a part, written after the part's
// bytes are on the disk and under their name; a torn last line is a part that is written again.

import { existsSync } from 'node:fs';
import { open, readFile, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { PackageError } from './errors.ts';
import type { PackageIdentity } from './statement.ts';

/** Beside the bags until the package is finished. */
export const PROGRESS_FILE = 'progress.ndjson';

/** A part that is finished. */
export interface FinishedPart {
  path: string;
  /** Counted from 1. */
  bag: number;
  bytes: number;
  rows?: number;
  sha512: string;
  /** What it was made of; another text means: write it again. */
  source: string;
  /** Of the file when it was finished, as text: another one means that somebody touched it. */
  touched: string;
}

interface Header {
  identity: PackageIdentity;
}

/** @returns a mark that changes with every write, rename or replacement of the file; undefined when there is none. */
export async function touchedMark(path: string): Promise<string | undefined> {
  try {
    const { size, mtimeNs, ctimeNs, ino } = await stat(path, { bigint: true });
    return `${size} ${mtimeNs} ${ctimeNs} ${ino}`;
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw cause;
  }
}

/** The file of one package that is being written. */
export class ProgressFile {
  readonly #handle: FileHandle;
  /** With the time of the first start. */
  readonly identity: PackageIdentity;
  /** Finished before this start, by path; not yet compared with what lies there. */
  readonly finished: ReadonlyMap<string, FinishedPart>;

  private constructor(
    handle: FileHandle,
    identity: PackageIdentity,
    finished: ReadonlyMap<string, FinishedPart>,
  ) {
    this.#handle = handle;
    this.identity = identity;
    this.finished = finished;
  }

  /** @throws PackageError `writer.other_package` when another package was begun in this folder. */
  static async open(folder: string, identity: PackageIdentity): Promise<ProgressFile> {
    const path = join(folder, PROGRESS_FILE);
    const text = existsSync(path) ? await readFile(path, 'utf8') : '';
    const end = text.lastIndexOf('\n') + 1;
    const [first, ...lines] = text.slice(0, end).split('\n').slice(0, -1);
    const begun = first === undefined ? identity : (JSON.parse(first) as Header).identity;
    if (sameButTime(begun) !== sameButTime(identity))
      throw new PackageError('writer.other_package', 'Another package was begun here.', folder);
    const finished = new Map<string, FinishedPart>();
    // Our own lines; a later one of the same part replaces the earlier.
    for (const line of lines) {
      const part = JSON.parse(line) as FinishedPart;
      finished.set(part.path, part);
    }
    const handle = await open(path, first === undefined ? 'w' : 'r+');
    await handle.truncate(Buffer.byteLength(text.slice(0, end)));
    await handle.close();
    const progress = new ProgressFile(await open(path, 'a'), begun, finished);
    if (first === undefined) await progress.#append({ identity });
    return progress;
  }

  /** Notes a finished part; its bytes must be on the disk. */
  async add(part: FinishedPart): Promise<void> {
    await this.#append(part);
  }

  async #append(line: Header | FinishedPart): Promise<void> {
    await this.#handle.writeFile(`${JSON.stringify(line)}\n`);
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}

function sameButTime(identity: PackageIdentity): string {
  const { createdAtMs: _when, ...rest } = identity;
  return JSON.stringify(Object.entries(rest).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}
