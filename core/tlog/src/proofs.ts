// Makes proofs from tiles. Nothing is believed here: who gets a proof verifies it.

import { nodeHash, type Sha256 } from './merkle.ts';
import { subtreeRoot } from './tree-edge.ts';
import { hashesOfTile, TILE_HEIGHT, tileHolding, tilePath } from './tiles.ts';

/** Gives the files of one log; what is absent is undefined. */
export interface LogFiles {
  /** @param path below the log's prefix: `checkpoint`, `tile/0/000.p/7`. */
  read(path: string): Promise<Uint8Array | undefined>;
}

/** The hashes of a tree of a known size, from its tiles. */
export class TileHashes {
  readonly #sha256: Sha256;
  readonly #size: bigint;
  readonly #readTile: (path: string, width: number) => Promise<Uint8Array>;
  /** A proof reads at most two tiles a level; nobody asks one reader for thousands. */
  readonly #tiles = new Map<string, Uint8Array[]>();

  constructor(
    sha256: Sha256,
    size: bigint,
    readTile: (path: string, width: number) => Promise<Uint8Array>,
  ) {
    this.#sha256 = sha256;
    this.#size = size;
    this.#readTile = readTile;
  }

  /** @returns the proof that leaf `index` is in the tree. Source: RFC 6962, section 2.1.1. */
  async inclusion(index: bigint): Promise<Uint8Array[]> {
    return await this.#path(index, 0n, this.#size);
  }

  /** @returns the proof that the tree of `older` leaves is this one's beginning. Source: RFC 6962, section 2.1.2. */
  async consistency(older: bigint): Promise<Uint8Array[]> {
    if (older === 0n || older === this.#size) return [];
    return await this.#consistencyPath(older, 0n, this.#size, true);
  }

  async #path(index: bigint, start: bigint, end: bigint): Promise<Uint8Array[]> {
    if (end - start === 1n) return [];
    const middle = start + splitOf(end - start);
    if (index < middle)
      return [...(await this.#path(index, start, middle)), await this.range(middle, end)];
    return [...(await this.#path(index, middle, end)), await this.range(start, middle)];
  }

  async #consistencyPath(
    older: bigint,
    start: bigint,
    end: bigint,
    isRoot: boolean,
  ): Promise<Uint8Array[]> {
    if (older === end) return isRoot ? [] : [await this.range(start, end)];
    const middle = start + splitOf(end - start);
    if (older <= middle) {
      const inner = await this.#consistencyPath(older, start, middle, isRoot);
      return [...inner, await this.range(middle, end)];
    }
    const inner = await this.#consistencyPath(older, middle, end, false);
    return [...inner, await this.range(start, middle)];
  }

  /** @returns the hash of the leaves from `start` up to `end`. */
  async range(start: bigint, end: bigint): Promise<Uint8Array> {
    const width = end - start;
    if ((width & (width - 1n)) === 0n) return await this.#node(start, width);
    const middle = start + splitOf(width);
    const left = await this.range(start, middle);
    return nodeHash(this.#sha256, left, await this.range(middle, end));
  }

  // A perfect subtree: some hashes that stand side by side in one tile.
  async #node(start: bigint, width: bigint): Promise<Uint8Array> {
    let height = 0;
    while (1n << BigInt(height) < width) height += 1;
    const level = Math.floor(height / TILE_HEIGHT);
    const first = start >> BigInt(TILE_HEIGHT * level);
    const tile = tileHolding(this.#size, level, first);
    const path = tilePath(tile);
    let hashes = this.#tiles.get(path);
    if (hashes === undefined) {
      hashes = hashesOfTile(await this.#readTile(path, tile.width), tile.width, path);
      this.#tiles.set(path, hashes);
    }
    const from = Number(first % 256n);
    return subtreeRoot(this.#sha256, hashes.slice(from, from + 2 ** (height % TILE_HEIGHT)));
  }
}

// The largest power of two below `width`.
function splitOf(width: bigint): bigint {
  let split = 1n;
  while (split << 1n < width) split <<= 1n;
  return split;
}
