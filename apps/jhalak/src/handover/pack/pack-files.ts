// Files into a package: each by its digest, once, however many keys it has. The list of keys is a table of the package; in a delta it
// holds what is new, changed or gone.

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { PackageWriter, Row, TableShape } from '@jhalak/bags';
import type { Manifest } from '@jhalak/contracts';
import type { Blobs } from '@jhalak/ports';
import { linesOf } from '../../backup/file-list.ts';
import { chunksOf, hashFile } from '../../backup/hashed-files.ts';
import type { HeldFile } from '../../backup/received-files.ts';
import type { Progress } from '../../backup/tell.ts';
import { ListingReader, ListingWriter, type ListedBlob } from './file-listing.ts';
import { BLOBS_SHAPE, RECEIVED_SHAPE } from './tables.ts';

const BLOBS_LIST = 'blobs.ndjson';
const RECEIVED_LIST = 'received.ndjson';
/** A list that is being made, and one that a killed start left behind. */
const PARTIAL = '.part';
const KEPT = '.kept';
/** Entries of a list in one part: some megabytes of text. */
const ENTRIES_A_PART = 20_000;

/** Where lists and files go. */
export interface FilesTarget {
  writer: PackageWriter;
  /** Of this package. */
  state: string;
  /** Of the package before; undefined for the base. */
  before: string | undefined;
  signal: AbortSignal;
  progress: Progress;
}

/** @returns which blobs go. */
export function transferredPrefixes(manifests: readonly Manifest[]): string[] {
  return manifests
    .flatMap(({ blobs }) => blobs)
    .filter(({ handover }) => handover === 'transfer' || handover === 'licence')
    .map(({ prefix }) => prefix);
}

/** @returns count and bytes of the blobs that go. Cost: one `lstat` a blob. */
export async function sizeOfBlobs(blobs: Blobs, prefixes: readonly string[]): Promise<number> {
  let bytes = 0;
  for await (const key of keysIn(blobs, prefixes)) bytes += (await blobs.stat(key))?.bytes ?? 0;
  return bytes;
}

async function* keysIn(blobs: Blobs, prefixes: readonly string[]): AsyncGenerator<string> {
  // In the order of the keys themselves: `a-b/` comes before `a/`.
  const folders = prefixes.map((prefix) => `${prefix}/`).toSorted();
  for (const folder of folders) yield* blobs.list(folder);
}

/** One file of ours, whoever holds it. */
interface OwnFile {
  key: string;
  stat(): Promise<{ bytes: number; mark: string } | undefined>;
  /**
   * @returns a path under which its bytes stay what they are, and how many of them count when not all; undefined when it is gone.
   */
  hold(): Promise<{ path: string; bytes?: number } | undefined>;
}

/** The second name of the blob that is being packed. */
const HELD_BLOB = 'blob.held';

/**
 * Packs the blobs that go, and the table of their keys.
 *
 * Cost: reads a file that the package before does not have twice, the second time from memory; others cost one `lstat`. Memory: some
 * 60 bytes a file.
 */
export async function packBlobs(
  blobs: Blobs,
  prefixes: readonly string[],
  target: FilesTarget,
): Promise<void> {
  // A link, where both are on one disk: what is put under the key meanwhile is another file.
  const held = join(target.state, HELD_BLOB);
  const hold = async (key: string): Promise<{ path: string } | undefined> =>
    (await blobs.copyTo(key, held)) ? { path: held } : undefined;
  const files = async function* (): AsyncGenerator<OwnFile> {
    for await (const key of keysIn(blobs, prefixes))
      yield { key, stat: () => blobs.stat(key), hold: () => hold(key) };
  };
  await packFiles(files(), BLOBS_LIST, BLOBS_SHAPE, target);
  await rm(held, { force: true });
}

/** Packs received bytes of uploads that are not yet clips, as they are held. */
export async function packReceived(held: readonly HeldFile[], target: FilesTarget): Promise<void> {
  const files = async function* (): AsyncGenerator<OwnFile> {
    for (const { name, path, bytes } of held.toSorted((a, b) => (a.name < b.name ? -1 : 1)))
      yield {
        key: name,
        // Only ever more is added behind the bytes that are held.
        stat: async () => ({ bytes, mark: `${bytes}` }),
        hold: async () => ({ path, bytes }),
      };
  };
  await packFiles(files(), RECEIVED_LIST, RECEIVED_SHAPE, target);
}

async function packFiles(
  files: AsyncIterable<OwnFile>,
  name: string,
  shape: TableShape,
  target: FilesTarget,
): Promise<void> {
  const list = join(target.state, name);
  // What a killed start knew already need not be read again.
  for (const left of [list + PARTIAL, list]) if (existsSync(left)) await rename(left, list + KEPT);
  const older = target.before === undefined ? undefined : join(target.before, name);
  const before = new ListingReader(older);
  const kept = new ListingReader(list + KEPT);
  const out = await ListingWriter.create(list + PARTIAL);
  const packed = await digestsIn(older);
  try {
    for await (const file of files) {
      target.signal.throwIfAborted();
      const known = [(await before.upTo(file.key)).own, (await kept.upTo(file.key)).own];
      const listed = await packFile(file, known, packed, target);
      if (listed === undefined) continue;
      await out.add(listed);
      target.progress.add(1, listed.bytes);
    }
  } finally {
    await Promise.all([out.close(), before.close(), kept.close()]);
  }
  await rename(list + PARTIAL, list);
  await rm(list + KEPT, { force: true });
  await packList(list, older, shape, target);
}

/** @returns the digests of a list, in half the memory that their text takes. */
async function digestsIn(path: string | undefined): Promise<Set<string>> {
  const digests = new Set<string>();
  if (path === undefined) return digests;
  for await (const line of linesOf(path))
    digests.add(short((JSON.parse(line) as ListedBlob).sha256));
  return digests;
}

function short(sha256: string): string {
  return Buffer.from(sha256, 'hex').toString('latin1');
}

/** @returns how the file is listed; undefined when it is gone. */
async function packFile(
  file: OwnFile,
  known: readonly (ListedBlob | undefined)[],
  packed: Set<string>,
  { writer, signal }: FilesTarget,
): Promise<ListedBlob | undefined> {
  const stat = await file.stat();
  if (stat === undefined) return undefined;
  const same = known.find((one) => one?.mark === stat.mark && one.bytes === stat.bytes);
  if (same !== undefined && packed.has(short(same.sha256))) return { ...same, key: file.key };
  const held = await file.hold();
  if (held === undefined) return undefined;
  const open = () => chunksOf(held.path, signal, held.bytes);
  const { sha256, bytes } = same ?? (await digestOf(open()));
  if (!packed.has(short(sha256))) await writer.addBlob(sha256, open);
  packed.add(short(sha256));
  return { key: file.key, sha256, bytes, mark: stat.mark };
}

async function digestOf(
  blocks: AsyncIterable<Uint8Array>,
): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const block of blocks) {
    hash.update(block);
    bytes += block.length;
  }
  return { sha256: hash.digest('hex'), bytes };
}

/** The list as a table: all of it in a base, in a delta what differs from the list before. */
async function packList(
  list: string,
  older: string | undefined,
  shape: TableShape,
  { writer, signal }: FilesTarget,
): Promise<void> {
  const [column = ''] = shape.primaryKey;
  const rows = new ListParts(writer, shape.table, 'rows');
  const gone = new ListParts(writer, shape.table, 'deletions');
  await writer.addTable(shape);
  const digests = [list, ...(older === undefined ? [] : [older])].map((path) =>
    hashFile(path, signal),
  );
  const source = (await Promise.all(digests)).map(({ sha256 }) => sha256).join(' ');
  const reader = new ListingReader(older);
  try {
    for await (const line of linesOf(list)) {
      const { key, sha256, bytes } = JSON.parse(line) as ListedBlob;
      const { passed, own } = await reader.upTo(key);
      for (const one of passed) await gone.add({ [column]: one.key }, source);
      if (own?.sha256 === sha256 && own.bytes === bytes) continue;
      await rows.add({ [column]: key, sha256, bytes }, source);
    }
    for await (const one of reader.rest()) await gone.add({ [column]: one.key }, source);
  } finally {
    await reader.close();
  }
  await rows.end(source);
  await gone.end(source);
}

/** Gathers rows into parts. */
class ListParts {
  readonly #writer: PackageWriter;
  readonly #table: string;
  readonly #kind: 'rows' | 'deletions';
  #number = 0;
  #rows: Row[] = [];

  constructor(writer: PackageWriter, table: string, kind: 'rows' | 'deletions') {
    this.#writer = writer;
    this.#table = table;
    this.#kind = kind;
  }

  async add(row: Row, source: string): Promise<void> {
    this.#rows.push(row);
    if (this.#rows.length >= ENTRIES_A_PART) await this.end(source);
  }

  async end(source: string): Promise<void> {
    if (this.#rows.length === 0) return;
    this.#number += 1;
    const rows = this.#rows;
    this.#rows = [];
    const part = { kind: this.#kind, table: this.#table, number: this.#number, source };
    await this.#writer.addRows(part, () => each(rows));
  }
}

async function* each(rows: readonly Row[]): AsyncGenerator<Row> {
  yield* rows;
}
