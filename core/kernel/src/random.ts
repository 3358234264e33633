// Random numbers are handed in: `secureRandom` where an outsider could gain by guessing,
// `seededRandom` where a decision must be replayed exactly (exploration, samples, tests).

import { randomBytes, randomFillSync } from 'node:crypto';

/** A source of random numbers. */
export interface Random {
  /** @returns a float in [0, 1) with 32 bits of randomness. */
  next(): number;
  /** @returns an integer in [0, bound); bound is 1 to 2^32. */
  below(bound: number): number;
  /** @returns `count` random bytes. */
  bytes(count: number): Uint8Array;
}

/** Drawn from the system at once: a call costs ten times as much as a few bytes. */
const POOL_BYTES = 4_096;
/** More than this at once is drawn apart, so that the pool serves many callers. */
const POOLED_MAX = 64;
const pool = Buffer.alloc(POOL_BYTES);
let poolUsed = POOL_BYTES;

// Bytes leave the pool once: what was handed out is wiped from it.
function pooled(count: number): Buffer {
  if (count > POOLED_MAX) return randomBytes(count);
  if (poolUsed + count > POOL_BYTES) {
    randomFillSync(pool);
    poolUsed = 0;
  }
  const bytes = Buffer.from(pool.subarray(poolUsed, poolUsed + count));
  pool.fill(0, poolUsed, poolUsed + count);
  poolUsed += count;
  return bytes;
}

/** Cryptographically secure. Cost: a fraction of a microsecond for a few bytes. */
export const secureRandom: Random = {
  next: () => pooled(4).readUInt32LE(0) / 0x1_0000_0000,
  below: (bound) => Math.floor((pooled(4).readUInt32LE(0) / 0x1_0000_0000) * bound),
  bytes: (count) => pooled(count),
};

/**
 * A small deterministic generator (mulberry32): same seed, same sequence on every machine. Not for secrets.
 *
 * @param seed any integer; only its low 32 bits count.
 */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next32 = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  return {
    next: () => next32() / 0x1_0000_0000,
    below: (bound) => Math.floor((next32() / 0x1_0000_0000) * bound),
    bytes: (count) => Uint8Array.from({ length: count }, () => next32() & 0xff),
  };
}
