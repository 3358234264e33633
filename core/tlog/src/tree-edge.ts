// The right edge of a growing tree: for each tile level the hashes of the tile that is not full yet. From it follow the
// root, the tiles that a new leaf touches, and nothing of the past need be read again.

import { emptyRoot, leafHash, nodeHash, type Sha256 } from './merkle.ts';
import { TILE_WIDTH } from './tiles.ts';

/** Told of each hash tile that is full, as it becomes so. */
export type OnFull = (level: number, index: bigint, hashes: readonly Uint8Array[]) => void;

export class TreeEdge {
  readonly #sha256: Sha256;
  /** Hashes of the open tile, by level; the tile below an entry of level L is full. */
  readonly #open: Uint8Array[][];
  #size: bigint;

  /** @param open hashes of each level's open tile, as `openTiles` gave them. */
  constructor(sha256: Sha256, size = 0n, open: readonly (readonly Uint8Array[])[] = []) {
    this.#sha256 = sha256;
    this.#size = size;
    this.#open = open.map((hashes) => [...hashes]);
  }

  get size(): bigint {
    return this.#size;
  }

  /** Adds a leaf. Cost: one hash, and 255 more for each tile that it fills. */
  add(entry: Uint8Array, onFull?: OnFull): void {
    this.#push(0, leafHash(this.#sha256, entry), onFull);
    this.#size += 1n;
  }

  #push(level: number, hash: Uint8Array, onFull: OnFull | undefined): void {
    const open = (this.#open[level] ??= []);
    open.push(hash);
    if (open.length < TILE_WIDTH) return;
    const above = this.#open[level + 1]?.length ?? 0;
    onFull?.(level, this.#fullTiles(level, above), open);
    this.#open[level] = [];
    this.#push(level + 1, subtreeRoot(this.#sha256, open), onFull);
  }

  // How many tiles of a level were full before: as many as the levels above have hashes.
  #fullTiles(level: number, above: number): bigint {
    let index = BigInt(above);
    for (let up = level + 2; up < this.#open.length; up += 1)
      index += BigInt(this.#open[up]?.length ?? 0) << BigInt(8 * (up - level - 1));
    return index;
  }

  /** @returns the hashes of each level's open tile; empty where the last one is full. */
  openTiles(): readonly (readonly Uint8Array[])[] {
    return this.#open;
  }

  /** @returns the tree's root. Cost: up to 8 hashes a level, and those of the open tiles. */
  root(): Uint8Array {
    // Perfect subtrees from the right, the smallest first, folded to the left.
    const perfect = this.#open.flatMap((hashes) => perfectSubtrees(this.#sha256, hashes));
    const [first, ...others] = perfect;
    if (first === undefined) return emptyRoot(this.#sha256);
    return others.reduce((right, left) => nodeHash(this.#sha256, left, right), first);
  }

  /** @returns a copy that can grow apart. */
  copy(): TreeEdge {
    return new TreeEdge(this.#sha256, this.#size, this.#open);
  }
}

/** @returns the hash above all of them; their count must be a power of two. */
export function subtreeRoot(sha256: Sha256, hashes: readonly Uint8Array[]): Uint8Array {
  let row = hashes;
  while (row.length > 1) {
    const next: Uint8Array[] = [];
    for (let at = 0; at + 1 < row.length; at += 2) {
      const [left, right] = [row[at], row[at + 1]];
      if (left !== undefined && right !== undefined) next.push(nodeHash(sha256, left, right));
    }
    row = next;
  }
  const [root] = row;
  if (root === undefined) throw new Error('a subtree has at least one hash');
  return root;
}

// From right to left.
function perfectSubtrees(sha256: Sha256, hashes: readonly Uint8Array[]): Uint8Array[] {
  const roots: Uint8Array[] = [];
  let end = hashes.length;
  for (let width = 1; end > 0; width *= 2) {
    if ((end & width) === 0) continue;
    roots.push(subtreeRoot(sha256, hashes.slice(end - width, end)));
    end -= width;
  }
  return roots;
}
