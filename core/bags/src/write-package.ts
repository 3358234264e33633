// Writes a package: parts as streams, one after another, into bags of bounded size; then the bags' lists and the statement
// that the parties sign. Killed anywhere it goes on with the first part that is not finished. One writer a folder.

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { addTags, removeStrays, sealFolder } from './close-bags.ts';
import { envelopeText, unsignedEnvelope, type Envelope } from './dsse.ts';
import { PackageError } from './errors.ts';
import type { Pace } from './pace.ts';
import { PartialFile } from './partial-file.ts';
import { parsePartPath, partPath, type PartName } from './parts.ts';
import { ProgressFile, PROGRESS_FILE, touchedMark, type FinishedPart } from './progress-file.ts';
import { compressLines, compressRows, type RowCount } from './rows.ts';
import { keyCommitment, sealBlocks } from './seal.ts';
import { bagName, statementBytes, statementDigest } from './statement.ts';
import type { PackageIdentity } from './statement.ts';
import { BAG_BYTES_MAX, BAG_PARTS_MAX } from './strict-profile.ts';
import { rowCheck, schemaText, type Row, type TableShape } from './table-schema.ts';
import { countPart, endTotals, newTotals, type RunningTotals } from './totals.ts';
import { STATEMENT_FILE } from './verify-package.ts';

/** The part that is being written; never a piece of the package. */
const PARTIAL_FILE = 'partial';
const SALT_BYTES = 32;

export interface PackageWriterOptions {
  /** Made when it is missing; holds nothing else. */
  folder: string;
  /** After a kill the same again, but for `createdAtMs`: the first start's time stays. */
  identity: Omit<PackageIdentity, 'keyCommitment'>;
  /** 32 random bytes: seals every part that need not be read before the key is released. Absent means nothing is sealed. */
  packageKey?: Uint8Array;
  pace: Pace;
  /** Random bytes for salts. */
  random: (count: number) => Uint8Array;
  /** Smaller bags than BAG_BYTES_MAX, for small media and tests. */
  bagBytesMax?: number;
  bagPartsMax?: number;
}

/** A part of a table. `source` says what it is made of: a finished part is kept while that stays the same. */
export interface RowsPart {
  kind: 'rows' | 'deletions';
  table: string;
  /** From 1; gaps are allowed. */
  number: number;
  source: string;
}

/** Bytes of a part; opened only when the part is not finished already. */
export type OpenBytes = () => AsyncIterable<Uint8Array>;

/** What `finish` made. */
export interface WrittenPackage {
  identity: PackageIdentity;
  /** As it stands in statement.json, for signers. */
  envelope: Envelope;
  statementDigest: string;
  bagCount: number;
  /** Parts that this start wrote, and parts that it found finished. */
  writtenCount: number;
  keptCount: number;
}

/** A package that is being written. */
export class PackageWriter {
  readonly #options: PackageWriterOptions;
  readonly #progress: ProgressFile;
  readonly #partial: PartialFile;
  readonly #parts = new Map<string, FinishedPart>();
  readonly #totals: RunningTotals = newTotals();
  readonly #shapes = new Map<string, TableShape>();
  readonly #bags = new Map<number, { bytes: number; parts: number }>();
  #bag = 1;
  #writtenCount = 0;

  private constructor(options: PackageWriterOptions, progress: ProgressFile) {
    this.#options = options;
    this.#progress = progress;
    const { folder, pace, bagBytesMax = BAG_BYTES_MAX } = options;
    this.#partial = new PartialFile(join(folder, PARTIAL_FILE), pace, bagBytesMax);
    for (const part of progress.finished.values()) this.#enter(part);
  }

  /**
   * Begins a package, or goes on with the one that was begun here.
   *
   * @throws PackageError `writer.finished` when there is a statement already, `writer.other_package` when another package was
   * begun in this folder.
   */
  static async open(options: PackageWriterOptions): Promise<PackageWriter> {
    const { folder, identity, packageKey } = options;
    await mkdir(folder, { recursive: true });
    const isBegun = existsSync(join(folder, PROGRESS_FILE));
    if (!isBegun && existsSync(join(folder, STATEMENT_FILE)))
      throw new PackageError('writer.finished', 'This package is finished.', folder);
    await rm(join(folder, PARTIAL_FILE), { force: true });
    const commitment =
      packageKey === undefined ? null : keyCommitment(packageKey, identity.package);
    const whole = { ...identity, keyCommitment: commitment };
    return new PackageWriter(options, await ProgressFile.open(folder, whole));
  }

  /** A table's schema, before its rows. @throws PackageError `part.schema`. */
  async addTable(shape: TableShape): Promise<void> {
    const text = schemaText(shape);
    this.#shapes.set(shape.table, shape);
    await this.#add({ kind: 'schema', table: shape.table }, text, () =>
      blocksOf(Buffer.from(text)),
    );
  }

  /**
   * Rows of a table that was added, or keys of rows that are gone since the package before.
   *
   * @param part its number from 1, and `source`, which says what it is made of (a range of keys, a journal position): a part
   * that is finished is not opened again while its source stays the same.
   * @returns how many rows the part has. @throws PackageError `part.row`, `part.line`, `part.too_large`, `part.twice`.
   */
  async addRows(part: RowsPart, rows: () => AsyncIterable<Row>): Promise<RowCount> {
    const shape = this.#shapes.get(part.table);
    if (shape === undefined) throw noSuchTable(part.table);
    const count: RowCount = { rows: 0 };
    const open = () => compressRows(rows(), rowCheck(shape, part.kind), count);
    return await this.#addCounted(part, open, count);
  }

  /** As `addRows`, of lines that are spelled already; see `compressLines`. They are not looked at here. */
  async addLines(part: RowsPart, lines: OpenBytes): Promise<RowCount> {
    if (!this.#shapes.has(part.table)) throw noSuchTable(part.table);
    const count: RowCount = { rows: 0 };
    return await this.#addCounted(
      part,
      () => compressLines(lines(), count, this.#options.pace),
      count,
    );
  }

  async #addCounted(
    { kind, table, number, source }: RowsPart,
    open: OpenBytes,
    count: RowCount,
  ): Promise<RowCount> {
    const part = await this.#add({ kind, table, number }, source, open, count);
    return { rows: part.rows ?? 0 };
  }

  /** @param sha256 what its bytes must be. @throws PackageError `part.differs` when they are not, `part.too_large`. */
  async addBlob(sha256: string, bytes: OpenBytes): Promise<void> {
    await this.#add({ kind: 'blob', sha256 }, sha256, () => checkedBlob(sha256, bytes()));
  }

  /**
   * Anything else: an inventory, a model with its card, proofs of a log.
   *
   * @param document `readable: 'before_key'` leaves it open in a sealed package.
   */
  async addDocument(
    document: { name: string; source: string; readable?: 'before_key' },
    bytes: OpenBytes,
  ): Promise<void> {
    const { name, source, readable } = document;
    await this.#add({ kind: 'document', name }, source, bytes, undefined, readable);
  }

  /** Writes lists and statement. Parts of earlier starts that were not added again are no part of it. */
  async finish(): Promise<WrittenPackage> {
    const { folder, pace } = this.#options;
    const { identity } = this.#progress;
    const bags = await removeStrays(folder, [...this.#parts.values()]);
    const digests: string[] = [];
    for (const [index, parts] of bags.entries())
      digests.push(await addTags(join(folder, bagName(index + 1)), identity, index + 1, parts));
    const payload = statementBytes(identity, endTotals(this.#totals), digests);
    const envelope = unsignedEnvelope(payload);
    await this.#writeStatement(envelope);
    await this.#progress.close();
    await rm(join(folder, PROGRESS_FILE));
    await sealFolder(folder);
    pace.end();
    const writtenCount = this.#writtenCount;
    return {
      identity,
      envelope,
      statementDigest: statementDigest(payload),
      bagCount: bags.length,
      writtenCount,
      keptCount: this.#parts.size - writtenCount,
    };
  }

  /** Stops; the folder can be gone on with. */
  async close(): Promise<void> {
    await this.#progress.close();
  }

  async #writeStatement(envelope: Envelope): Promise<void> {
    const partial = join(this.#options.folder, PARTIAL_FILE);
    const handle = await open(partial, 'w');
    await handle.writeFile(envelopeText(envelope));
    await handle.sync();
    await handle.close();
    await rename(partial, join(this.#options.folder, STATEMENT_FILE));
  }

  async #add(
    name: DistributiveOmit<PartName, 'isSealed'>,
    source: string,
    bytes: OpenBytes,
    count?: RowCount,
    readable?: 'before_key',
  ): Promise<FinishedPart> {
    const isSealed = this.#options.packageKey !== undefined && readable === undefined;
    const path = partPath({ ...name, isSealed });
    if (this.#parts.has(path)) throw new PackageError('part.twice', 'A part is added twice.', path);
    const kept = await this.#finishedBefore(path, source);
    const part = kept ?? (await this.#write(path, source, bytes, count));
    if (kept === undefined) this.#writtenCount += 1;
    else this.#options.pace.skip(kept.bytes);
    this.#parts.set(path, part);
    countPart(this.#totals, part);
    return part;
  }

  /** A finished part is believed without being read while its file was not touched. */
  async #finishedBefore(path: string, source: string): Promise<FinishedPart | undefined> {
    const part = this.#progress.finished.get(path);
    if (part === undefined) return undefined;
    const file = join(this.#options.folder, bagName(part.bag), path);
    if (part.source === source && (await touchedMark(file)) === part.touched) return part;
    await rm(file, { force: true });
    this.#leave(part);
    return undefined;
  }

  async #write(
    path: string,
    source: string,
    open: OpenBytes,
    count: RowCount | undefined,
  ): Promise<FinishedPart> {
    const { folder } = this.#options;
    const { bytes, sha512 } = await this.#partial.write(this.#sealed(path, open()), path);
    const bag = this.#bagFor(path, bytes);
    const file = join(folder, bagName(bag), path);
    await mkdir(dirname(file), { recursive: true });
    await rename(join(folder, PARTIAL_FILE), file);
    const touched = (await touchedMark(file)) ?? '';
    const rows = count === undefined ? {} : { rows: count.rows };
    const part = { path, bag, bytes, ...rows, sha512, source, touched };
    await this.#progress.add(part);
    this.#enter(part);
    return part;
  }

  #sealed(path: string, blocks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
    const { packageKey, random } = this.#options;
    if (packageKey === undefined || parsePartPath(path)?.isSealed !== true) return blocks;
    const packageId = this.#progress.identity.package;
    return sealBlocks(blocks, { packageKey, packageId, path }, random(SALT_BYTES));
  }

  #bagFor(path: string, bytes: number): number {
    const { bagBytesMax = BAG_BYTES_MAX, bagPartsMax = BAG_PARTS_MAX } = this.#options;
    // A part that is written again after a change leaves its bag, so that a bag never grows past its bound.
    const { bytes: held, parts } = this.#bags.get(this.#bag) ?? { bytes: 0, parts: 0 };
    if (held + bytes > bagBytesMax || parts >= bagPartsMax) this.#bag += 1;
    return this.#bag;
  }

  #enter({ bag, bytes }: FinishedPart): void {
    const held = this.#bags.get(bag) ?? { bytes: 0, parts: 0 };
    this.#bags.set(bag, { bytes: held.bytes + bytes, parts: held.parts + 1 });
    this.#bag = Math.max(this.#bag, bag);
  }

  #leave({ bag, bytes }: FinishedPart): void {
    const held = this.#bags.get(bag) ?? { bytes, parts: 1 };
    this.#bags.set(bag, { bytes: held.bytes - bytes, parts: held.parts - 1 });
  }
}

function noSuchTable(table: string): PackageError {
  return new PackageError('part.schema', 'No such table.', table);
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

async function* blocksOf(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

async function* checkedBlob(
  sha256: string,
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  for await (const block of bytes) {
    hash.update(block);
    yield block;
  }
  if (hash.digest('hex') !== sha256)
    throw new PackageError('part.differs', 'A blob is not what its name says.', sha256);
}
