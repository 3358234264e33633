// The tree over one batch of receipts: that of RFC 6962, whose leaves are the receipts' SHA-256.

import { createHash } from 'node:crypto';
import { concat, leafHash, TileHashes, tilePath, TreeEdge, verifyInclusion } from '@jhalak/tlog';
import { nodeCrypto } from '@jhalak/tlog/node';

/** A minute of 270 auctions a second; busier cells seal several batches. A path has at most 14 steps. */
export const BATCH_RECEIPTS_MAX = 16_384;
/** SHA-256. */
export const DIGEST_BYTES = 32;

/** @returns what stands for a receipt in the tree. */
export function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** @returns the root over the digests, in their order. Cost: two hashes a receipt. */
export function rootOf(digests: readonly Uint8Array[]): Uint8Array {
  const tree = new TreeEdge(nodeCrypto.sha256);
  for (const digest of digests) tree.add(digest);
  return tree.root();
}

/** @returns the path that proves the digest at `index`. Cost: as the root. */
export async function pathOf(digests: readonly Uint8Array[], index: number): Promise<Uint8Array[]> {
  const tiles = new Map<string, Uint8Array>();
  const tree = new TreeEdge(nodeCrypto.sha256);
  for (const digest of digests)
    tree.add(digest, (level, at, hashes) =>
      tiles.set(tilePath({ level, index: at, width: hashes.length }), concat(...hashes)),
    );
  for (const [level, hashes] of tree.openTiles().entries())
    if (hashes.length > 0) {
      const at = (tree.size >> BigInt(8 * level)) / 256n;
      tiles.set(tilePath({ level, index: at, width: hashes.length }), concat(...hashes));
    }
  const reader = new TileHashes(nodeCrypto.sha256, tree.size, async (path) => {
    const tile = tiles.get(path);
    return tile === undefined
      ? await Promise.reject(new Error(`the tree has no tile ${path}`))
      : await Promise.resolve(tile);
  });
  return await reader.inclusion(BigInt(index));
}

/** @returns whether the receipt's text stands at `index` of a batch of `size` under `root`. */
export function isIn(
  text: string,
  {
    index,
    size,
    root,
    path,
  }: { index: number; size: number; root: Uint8Array; path: readonly Uint8Array[] },
): boolean {
  if (!(index >= 0 && index < size && size <= BATCH_RECEIPTS_MAX)) return false;
  const leaf = leafHash(nodeCrypto.sha256, digestOf(text));
  return verifyInclusion(
    nodeCrypto.sha256,
    { index: BigInt(index), size: BigInt(size), leaf, root },
    path,
  );
}
