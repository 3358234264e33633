// Where the hashes and entries of a log lie: https://c2sp.org/tlog-tiles.

import { concat, decimal } from './bytes.ts';
import { TlogError } from './errors.ts';
import { HASH_BYTES } from './merkle.ts';

/** Hashes in a full tile, entries in a full bundle. */
export const TILE_WIDTH = 256;
/** A tile holds eight levels of the tree. */
export const TILE_HEIGHT = 8;
/** Largest entry: its length stands in two bytes. */
const ENTRY_BYTES_MAX = 65_535;
/** Eight tile levels hold 2^64 leaves. */
const LEVEL_MAX = 63;

/** One file of the log. `entries` are bundles, numbers are levels of hashes. */
export interface Tile {
  level: number | 'entries';
  index: bigint;
  /** 1 to 256. */
  width: number;
}

/** @returns the path below the log's prefix: `tile/0/x001/234.p/7`. */
export function tilePath({ level, index, width }: Tile): string {
  const digits = index.toString();
  const padded = digits.padStart(Math.ceil(digits.length / 3) * 3, '0');
  const groups = padded.match(/.{3}/g) ?? [];
  const path = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/');
  const partial = width === TILE_WIDTH ? '' : `.p/${width}`;
  return `tile/${level}/${path}${partial}`;
}

/** @returns the tile that a path names, or undefined when the path is not exactly what `tilePath` makes. */
export function parseTilePath(path: string): Tile | undefined {
  const match =
    /^tile\/(entries|[0-9]{1,2})\/((?:x[0-9]{3}\/){0,6}[0-9]{3})(?:\.p\/([1-9][0-9]{0,2}))?$/.exec(
      path,
    );
  if (match === null) return undefined;
  const level: Tile['level'] = match[1] === 'entries' ? 'entries' : Number(match[1]);
  const index = decimal((match[2] ?? '').replaceAll(/[x/]/g, '').replace(/^0+(?=.)/, ''));
  const width = match[3] === undefined ? TILE_WIDTH : Number(match[3]);
  if (index === undefined || (match[3] !== undefined && width >= TILE_WIDTH)) return undefined;
  if (level !== 'entries' && level > LEVEL_MAX) return undefined;
  const tile = { level, index, width };
  // Numbers have one spelling only.
  return tilePath(tile) === path ? tile : undefined;
}

/** @returns how many hashes the tree of `size` leaves has at tile level `level`: those of full tiles below. */
function hashesAtLevel(size: bigint, level: number): bigint {
  return size >> BigInt(TILE_HEIGHT * level);
}

/** @returns the tile that holds hash `at` of a level in a tree of `size` leaves, as wide as it is there. */
export function tileHolding(size: bigint, level: number, at: bigint): Tile {
  const index = at / BigInt(TILE_WIDTH);
  const left = hashesAtLevel(size, level) - index * BigInt(TILE_WIDTH);
  return { level, index, width: left < BigInt(TILE_WIDTH) ? Number(left) : TILE_WIDTH };
}

/** @returns the hashes of a tile. @throws TlogError `file.malformed` when it is shorter or longer than `width` hashes. */
export function hashesOfTile(bytes: Uint8Array, width: number, path: string): Uint8Array[] {
  if (bytes.length !== width * HASH_BYTES)
    throw new TlogError(
      'file.malformed',
      `${path} has ${bytes.length} bytes instead of ${width * HASH_BYTES}.`,
      path,
    );
  return Array.from({ length: width }, (_, at) =>
    bytes.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES),
  );
}

/** @returns the bundle's bytes: each entry behind its length. @throws Error when one is too long. */
export function bundleOf(entries: readonly Uint8Array[]): Uint8Array {
  return concat(
    ...entries.flatMap((entry) => {
      if (entry.length > ENTRY_BYTES_MAX)
        throw new Error(`an entry of ${entry.length} bytes does not fit a bundle`);
      return [Uint8Array.of(entry.length >> 8, entry.length & 0xff), entry];
    }),
  );
}

/** @returns the bundle's entries. @throws TlogError `file.malformed` when there are not exactly `width`, or bytes are left. */
export function entriesOfBundle(bytes: Uint8Array, width: number, path: string): Uint8Array[] {
  const entries: Uint8Array[] = [];
  let at = 0;
  while (entries.length < width && at + 2 <= bytes.length) {
    const length = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
    if (at + 2 + length > bytes.length) break;
    entries.push(bytes.subarray(at + 2, at + 2 + length));
    at += 2 + length;
  }
  if (entries.length !== width || at !== bytes.length)
    throw new TlogError('file.malformed', `${path} does not hold exactly ${width} entries.`, path);
  return entries;
}
