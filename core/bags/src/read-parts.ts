// Reads the parts of a package that was verified: as bytes, as rows, as text. Every byte is hashed again while it is read, so
// that what was changed after the verification is noticed before its end.

import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { PackageError } from './errors.ts';
import { fileBlocks, readTag } from './files.ts';
import { parseParts, parsePartPath, type ListedPart, type PartName } from './parts.ts';
import { lookAtRows, readRows } from './rows.ts';
import { openBlocks } from './seal.ts';
import { bagName } from './statement.ts';
import { PARTS_FILE } from './strict-profile.ts';
import {
  parseSchema,
  type LineCheck,
  type Row,
  type RowCheck,
  type TableShape,
} from './table-schema.ts';

/** A part in its place. */
export type Part = PartName &
  ListedPart & {
    /** `bag-00001`. */
    bag: string;
    /** Of the file as it lies there. */
    sha512: string;
  };

/** A package on disk, and what opens it. */
export interface PackageSource {
  folder: string;
  packageId: string;
  /** Needed for sealed parts only. */
  packageKey?: Uint8Array;
  /** Every file was hashed just now: that a sealed part opens as a whole is enough, and it is not hashed again. */
  wasHashed?: boolean;
}

/** Schemas and other texts that are read whole. */
const TEXT_BYTES_MAX = 16_000_000;

/**
 * @param bagCount as the statement says. @returns all parts, bag by bag, in the order of their paths. Memory: one bag's list.
 * @throws PackageError `parts.malformed`, `parts.differs` when list and manifest do not go together.
 */
export async function* packageParts(folder: string, bagCount: number): AsyncGenerator<Part> {
  for (let number = 1; number <= bagCount; number += 1) yield* bagParts(folder, bagName(number));
}

/** As `packageParts`, of one bag. */
export async function* bagParts(folder: string, bag: string): AsyncGenerator<Part> {
  const root = join(folder, bag);
  const listed = parseParts((await readTag(root, PARTS_FILE)).toString('utf8'));
  const lines = (await readTag(root, 'manifest-sha512.txt')).toString('latin1').split('\n');
  if (lines.length !== listed.length + 1) throw differs(bag);
  for (const [index, part] of listed.entries()) {
    const [sha512 = '', path] = lines[index]?.split('  ') ?? [];
    const name = parsePartPath(part.path);
    if (path !== part.path || name === undefined) throw differs(`${bag}/${part.path}`);
    yield { ...part, ...name, bag, sha512 };
  }
}

function differs(where: string): PackageError {
  return new PackageError('parts.differs', 'List and manifest do not go together.', where);
}

/**
 * @returns a part's bytes, opened when it is sealed. The last block is given out before the end is checked: they are believed
 * when the stream has ended. @throws PackageError `key.missing`, `part.seal`, `file.differs`, `part.differs` for a blob that
 * is not what its name says.
 */
export async function* partBlocks(source: PackageSource, part: Part): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  for await (const block of openedBlocks(source, part)) {
    if (part.kind === 'blob') hash.update(block);
    yield block;
  }
  if (part.kind === 'blob' && hash.digest('hex') !== part.sha256)
    throw new PackageError('part.differs', 'A blob is not what its name says.', whereOf(part));
}

function openedBlocks(source: PackageSource, part: Part): AsyncGenerator<Uint8Array> {
  const { folder, packageKey, packageId, wasHashed } = source;
  if (!part.isSealed) return hashedBlocks(folder, part);
  if (packageKey === undefined)
    throw new PackageError('key.missing', 'This part is sealed.', whereOf(part));
  const blocks = wasHashed === true ? sealedBlocks(folder, part) : hashedBlocks(folder, part);
  return openBlocks(blocks, { packageKey, packageId, path: part.path });
}

async function* hashedBlocks(folder: string, part: Part): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha512');
  const blocks = part.isSealed ? sealedBlocks(folder, part) : plainBlocks(folder, part);
  for await (const block of blocks) {
    hash.update(block);
    yield block;
  }
  if (hash.digest('hex') !== part.sha512)
    throw new PackageError('file.differs', 'A file was changed.', whereOf(part));
}

/** Opening makes its own bytes of each block. */
function sealedBlocks(folder: string, part: Part): AsyncGenerator<Uint8Array> {
  return fileBlocks(join(folder, part.bag, part.path), whereOf(part), { keeps: false });
}

function plainBlocks(folder: string, part: Part): AsyncGenerator<Uint8Array> {
  return fileBlocks(join(folder, part.bag, part.path), whereOf(part), { keeps: true });
}

/** @returns the part's place, for people. */
export function whereOf(part: Pick<Part, 'bag' | 'path'>): string {
  return `${part.bag}/${part.path}`;
}

/** @returns rows of a part of kind `rows` or `deletions`. @throws PackageError as `partBlocks` and `readRows`. */
export async function* partRows(
  source: PackageSource,
  part: Part,
  check: RowCheck,
): AsyncGenerator<Row> {
  try {
    yield* readRows(partBlocks(source, part), check, part.rows ?? 0);
  } catch (cause) {
    throw inPlace(cause, part);
  }
}

/** Looks at every row of a part and gives none out. @throws PackageError as `partRows`. */
export async function lookAtPart(
  source: PackageSource,
  part: Part,
  fits: LineCheck,
): Promise<void> {
  try {
    await lookAtRows(partBlocks(source, part), fits, part.rows ?? 0);
  } catch (cause) {
    throw inPlace(cause, part);
  }
}

function inPlace(cause: unknown, part: Part): unknown {
  if (!(cause instanceof PackageError) || cause.where.startsWith(part.bag)) return cause;
  const where = [whereOf(part), cause.where].filter((text) => text !== '').join(' ');
  return new PackageError(cause.fault, cause.message, where, cause);
}

/** @returns a small part as text. @throws PackageError as `partBlocks`, and `part.too_large`. */
export async function partText(source: PackageSource, part: Part): Promise<string> {
  const blocks: Uint8Array[] = [];
  if (part.bytes > TEXT_BYTES_MAX)
    throw new PackageError('part.too_large', 'This is too large to be a text.', whereOf(part));
  for await (const block of partBlocks(source, part)) blocks.push(block);
  return Buffer.concat(blocks).toString('utf8');
}

/** @returns the shape of a table's rows. @param part of kind `schema`. @throws PackageError `part.schema`. */
export async function partShape(source: PackageSource, part: Part): Promise<TableShape> {
  const shape = parseSchema(await partText(source, part));
  if (part.kind !== 'schema' || part.table !== shape.table)
    throw new PackageError('part.schema', 'The schema is of another table.', whereOf(part));
  return shape;
}
