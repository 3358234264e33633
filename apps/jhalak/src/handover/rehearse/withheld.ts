// Is anything withheld in a package, or in an install made from it? Looked for byte by byte: pieces of files that do not go, their
// digests, and values of rows of tables that do not go.

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline, Readable } from 'node:stream';
import { createZstdDecompress } from 'node:zlib';
import { packageParts, partBlocks, type PackageSource } from '@jhalak/bags';
import type { Manifest } from '@jhalak/contracts';
import type { Blobs } from '@jhalak/ports';
import type { PostgresDatabase } from '@jhalak/postgres';
import { hasCode } from '../../backup/file-errors.ts';
import { quoted } from '../../backup/table-plan.ts';
import { NEEDLE_BYTES, type ByteSearch, type Needle } from './byte-search.ts';
import { tellingPieces } from './telling-pieces.ts';

/** Files of a prefix that pieces are taken of: models are few. */
const FILES_MAX = 100;
/** A file of which fewer pieces can be looked for could leak unseen; its digest alone is no proof. */
const PIECES_MIN = 4;
/** A file below this may hold nothing but names yet, as a cell's first model does. */
const SMALL_BYTES = 4_096;
/** Values of each table that are looked for. */
const VALUES_MAX = 20;
/** Different bytes in a value that says something: a run of zeros is everywhere. */
const DIFFERENT_MIN = 9;

/** What is looked for, and of how much. */
export interface WithheldNeedles {
  needles: readonly Needle[];
  files: number;
  /** Taken of those files. */
  pieces: number;
  values: number;
  /** Files that cannot be looked for: they name things and say nothing of themselves. */
  silent: readonly string[];
}

const isWithheld = ({ handover }: { handover: string }): boolean =>
  handover === 'withhold' || handover === 'retrain';

/** Takes pieces of what the seller keeps. Cost: reads the withheld files, and some rows of each withheld table. */
export async function withheldNeedles(
  seller: { database: PostgresDatabase; blobs: Blobs },
  manifests: readonly Manifest[],
): Promise<WithheldNeedles> {
  const needles: Needle[] = [];
  const silent: string[] = [];
  let [files, pieces] = [0, 0];
  for (const { prefix } of manifests.flatMap(({ blobs }) => blobs).filter(isWithheld)) {
    for await (const key of seller.blobs.list(`${prefix}/`)) {
      if (files >= FILES_MAX) break;
      const bytes = await seller.blobs.read(key);
      if (bytes === undefined) continue;
      files += 1;
      const found = tellingPieces(bytes);
      pieces += found.length;
      if (found.length < PIECES_MIN && bytes.length >= SMALL_BYTES) silent.push(key);
      needles.push(...digestsOf(key, bytes), ...found.flatMap((piece) => spellings(key, piece)));
    }
  }
  const tables = manifests.flatMap((manifest) => manifest.tables).filter(isWithheld);
  let values = 0;
  for (const { name } of tables.filter((table) => !table.name.includes('.'))) {
    const found = await valuesOf(seller.database, name);
    values += found.length;
    needles.push(...found);
  }
  return { needles, files, pieces, values, silent };
}

function digestsOf(key: string, bytes: Buffer): Needle[] {
  const digest = createHash('sha256').update(bytes).digest();
  const name = `digest of ${key}`;
  return [
    { name, bytes: digest },
    { name, bytes: Buffer.from(digest.toString('hex')) },
  ];
}

/** As it lies in a file, and as a row spells bytes: hexadecimal, and base64 wherever in it the piece begins. */
function spellings(key: string, piece: Uint8Array): Needle[] {
  const bytes = Buffer.from(piece);
  const name = `bytes of ${key}`;
  const base64 = [0, 1, 2].map((from) => {
    // Three bytes are four letters: the last ones would share a letter with what follows.
    const whole = Math.floor((bytes.length - from) / 3) * 3;
    return { name, bytes: Buffer.from(bytes.subarray(from, from + whole).toString('base64')) };
  });
  return [{ name, bytes }, { name, bytes: Buffer.from(bytes.toString('hex')) }, ...base64];
}

/** Sealed or hashed values: as they lie in a database's files, and as a package spells them. */
async function valuesOf(database: PostgresDatabase, table: string): Promise<Needle[]> {
  const { rows: columns } = await database.pool.query<{ name: string }>(
    `SELECT a.attname::text AS name FROM pg_attribute AS a JOIN pg_type AS y ON y.oid = a.atttypid
      WHERE a.attrelid = to_regclass(quote_ident($1)) AND a.attnum > 0 AND NOT a.attisdropped AND y.typname = 'bytea'`,
    [table],
  );
  const needles: Needle[] = [];
  for (const { name } of columns) {
    const { rows } = await database.pool.query<{ value: Buffer }>(
      `SELECT ${quoted(name)} AS value FROM ${quoted(table)} WHERE length(${quoted(name)}) >= ${NEEDLE_BYTES} LIMIT ${VALUES_MAX}`,
    );
    for (const { value: whole } of rows) {
      const value = whole.subarray(0, NEEDLE_BYTES);
      if (new Set(value).size < DIFFERENT_MIN) continue;
      const what = `a value of ${table}.${name}`;
      needles.push(
        { name: what, bytes: value },
        // Fifteen bytes are twenty letters, without the filling of an end.
        { name: what, bytes: Buffer.from(value.subarray(0, 15).toString('base64')) },
      );
      needles.push({ name: what, bytes: Buffer.from(value.toString('hex')) });
    }
  }
  return needles;
}

/** Something withheld that was found. */
export interface WithheldFound {
  what: string;
  /** Path of the part or file. */
  where: string;
}

/** @returns what a package holds of it; every part is opened, and rows are decompressed. */
export async function searchPackage(
  source: PackageSource,
  bagCount: number,
  search: ByteSearch,
): Promise<{ found: WithheldFound[]; bytes: number }> {
  const found: WithheldFound[] = [];
  let bytes = 0;
  for await (const part of packageParts(source.folder, bagCount)) {
    const isRows = part.kind === 'rows' || part.kind === 'deletions';
    const blocks = partBlocks(source, part);
    const told = counted(isRows ? unzipped(blocks) : blocks, (count) => (bytes += count));
    for (const what of await search.find(told)) found.push({ what, where: part.path });
  }
  return { found, bytes };
}

/** @returns what files below a folder hold of it. */
export async function searchFolder(
  folder: string,
  search: ByteSearch,
): Promise<{ found: WithheldFound[]; bytes: number }> {
  const found: WithheldFound[] = [];
  let bytes = 0;
  for await (const entry of await opendir(folder, { recursive: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const stream = counted(createReadStream(path) as AsyncIterable<Buffer>, (n) => (bytes += n));
    try {
      for (const what of await search.find(stream)) found.push({ what, where: path });
    } catch (error) {
      // A running database removes files that it needs no more.
      if (!hasCode(error, 'ENOENT')) throw error;
    }
  }
  return { found, bytes };
}

async function* counted(
  stream: AsyncIterable<Uint8Array>,
  count: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  for await (const block of stream) {
    count(block.length);
    yield block;
  }
}

async function* unzipped(blocks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const plain = createZstdDecompress();
  // What goes wrong is carried to the reader by the transform itself.
  pipeline(Readable.from(blocks, { objectMode: false }), plain, () => undefined);
  for await (const block of plain as AsyncIterable<Buffer>) yield block;
}
