// The tree of RFC 6962, section 2.1. Sizes and indexes are bigint: a hostile checkpoint may name any 64-bit number.

import { sameBytes } from './bytes.ts';

/** SHA-256 of the bytes: 32 bytes. Handed in, because browsers and Node have different ones. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array;

export const HASH_BYTES = 32;
/** A proof in a tree of less than 2^64 leaves has no more steps. */
export const PROOF_HASHES_MAX = 64;

/** @returns the hash of a leaf with these bytes. */
export function leafHash(sha256: Sha256, entry: Uint8Array): Uint8Array {
  const input = new Uint8Array(entry.length + 1);
  input.set(entry, 1);
  return sha256(input);
}

/** @returns the hash of the node above two. */
export function nodeHash(sha256: Sha256, left: Uint8Array, right: Uint8Array): Uint8Array {
  const input = new Uint8Array(1 + left.length + right.length);
  input[0] = 1;
  input.set(left, 1);
  input.set(right, 1 + left.length);
  return sha256(input);
}

/** @returns the root of a tree without leaves. */
export function emptyRoot(sha256: Sha256): Uint8Array {
  return sha256(new Uint8Array(0));
}

/** A range of leaves that stands as a tree of its own: its begin is a multiple of its width, rounded up to a power of two. */
export interface Subtree {
  start: bigint;
  /** Exclusive. */
  end: bigint;
}

/** @returns whether the leaf stands at `index` of the tree. Cost: a hash a step. Source: RFC 6962, section 2.1.1. */
export function verifyInclusion(
  sha256: Sha256,
  claim: { index: bigint; size: bigint; leaf: Uint8Array; root: Uint8Array },
  proof: readonly Uint8Array[],
): boolean {
  return verifySubtreeInclusion(sha256, { ...claim, start: 0n, end: claim.size }, proof);
}

/** The same in a subtree. Source: draft-ietf-plants-merkle-tree-certs, section 4.3. */
export function verifySubtreeInclusion(
  sha256: Sha256,
  claim: Subtree & { index: bigint; leaf: Uint8Array; root: Uint8Array },
  proof: readonly Uint8Array[],
): boolean {
  const { index, start, end, leaf, root } = claim;
  if (!isSubtree(claim) || index < start || index >= end) return false;
  if (!allHashes([leaf, root, ...proof])) return false;
  let at = index - start;
  let last = end - start - 1n;
  let hash = leaf;
  for (const step of proof) {
    if (last === 0n) return false;
    if ((at & 1n) === 1n || at === last) {
      hash = nodeHash(sha256, step, hash);
      while ((at & 1n) === 0n) {
        at >>= 1n;
        last >>= 1n;
      }
    } else {
      hash = nodeHash(sha256, hash, step);
    }
    at >>= 1n;
    last >>= 1n;
  }
  return last === 0n && sameBytes(hash, root);
}

/** @returns whether the tree of `size` has the older tree as its beginning; an older size of 0 proves nothing. */
export function verifyConsistency(
  sha256: Sha256,
  claim: { olderSize: bigint; size: bigint; olderRoot: Uint8Array; root: Uint8Array },
  proof: readonly Uint8Array[],
): boolean {
  const { olderSize, size, olderRoot, root } = claim;
  if (olderSize === 0n) {
    // Nothing can be told of what was empty, unless both are.
    const empty = emptyRoot(sha256);
    const both = sameBytes(olderRoot, empty) && sameBytes(root, empty);
    return size === 0n && proof.length === 0 && both;
  }
  return verifySubtreeConsistency(
    sha256,
    { start: 0n, end: olderSize, size, subtreeRoot: olderRoot, root },
    proof,
  );
}

/** @returns whether the subtree is part of the tree. Source: draft-ietf-plants-merkle-tree-certs, section 4.4. */
export function verifySubtreeConsistency(
  sha256: Sha256,
  claim: Subtree & { size: bigint; subtreeRoot: Uint8Array; root: Uint8Array },
  proof: readonly Uint8Array[],
): boolean {
  const { start, end, size, subtreeRoot, root } = claim;
  if (!isSubtree(claim) || end > size) return false;
  // An empty range is part of any tree.
  if (start === end) return proof.length === 0 && sameBytes(subtreeRoot, emptyRoot(sha256));
  if (!allHashes([subtreeRoot, root, ...proof])) return false;
  let [first, edge, last] = [start, end - 1n, size - 1n];
  const whole = edge === last;
  while (first !== edge && (whole || (edge & 1n) === 1n)) {
    [first, edge, last] = [first >> 1n, edge >> 1n, last >> 1n];
  }
  const steps = first === edge ? [...proof] : proof.slice(1);
  const seed = first === edge ? subtreeRoot : proof[0];
  if (seed === undefined) return false;
  let [subtree, tree] = [seed, seed];
  for (const step of steps) {
    if (last === 0n) return false;
    if ((edge & 1n) === 1n || edge === last) {
      if (first < edge) subtree = nodeHash(sha256, step, subtree);
      tree = nodeHash(sha256, step, tree);
      while ((edge & 1n) === 0n) [first, edge, last] = [first >> 1n, edge >> 1n, last >> 1n];
    } else {
      tree = nodeHash(sha256, tree, step);
    }
    [first, edge, last] = [first >> 1n, edge >> 1n, last >> 1n];
  }
  return last === 0n && sameBytes(subtree, subtreeRoot) && sameBytes(tree, root);
}

function isSubtree({ start, end }: Subtree): boolean {
  if (start < 0n || end < start) return false;
  let width = 1n;
  while (width < end - start) width <<= 1n;
  return start % width === 0n;
}

function allHashes(hashes: readonly Uint8Array[]): boolean {
  return (
    hashes.length <= PROOF_HASHES_MAX + 2 && hashes.every((hash) => hash.length === HASH_BYTES)
  );
}
