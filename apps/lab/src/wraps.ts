// How many person keys a second are wrapped under a class key, beside as many bare AES-256-GCM encryptions of 32 bytes.

import { createCipheriv, createSecretKey, randomBytes } from 'node:crypto';
import { wrapKey } from '@jhalak/keystore';

export interface WrapFigures {
  /** Key wraps a second on one thread: a random key, its wrapping, the owner bound. */
  wrapsPerSecond: number;
  /** The same number of bytes through Node's cipher and nothing else, in the same run. */
  bareAesGcmPerSecond: number;
}

/** Wraps between two looks at the clock: some 5 ms. */
const SLICE = 500;

/** Both by turns, so that a noisy machine is noisy for both. @param seconds for each. Cost: twice that. */
export function wrapsPerSecond(seconds: number): WrapFigures {
  const key = createSecretKey(randomBytes(32));
  const owner = { region: 'in', id: '019b8b74-1800-71b3-bf3e-8db0781afd21', keyClass: 'profile' };
  const associated = Buffer.from(`${owner.region}|${owner.id}|${owner.keyClass}`);
  const wraps = { count: 0, ms: 0 };
  const bare = { count: 0, ms: 0 };
  const time = (into: { count: number; ms: number }, one: () => unknown): void => {
    const startedMs = performance.now();
    for (let at = 0; at < SLICE; at += 1) one();
    into.ms += performance.now() - startedMs;
    into.count += SLICE;
  };
  while (wraps.ms + bare.ms < 2_000 * seconds) {
    time(wraps, () => wrapKey(key, owner, randomBytes(32)));
    time(bare, () => {
      const cipher = createCipheriv('aes-256-gcm', key, randomBytes(12));
      cipher.setAAD(associated);
      const body = cipher.update(randomBytes(32));
      cipher.final();
      return [body, cipher.getAuthTag()];
    });
  }
  return {
    wrapsPerSecond: Math.round((1_000 * wraps.count) / wraps.ms),
    bareAesGcmPerSecond: Math.round((1_000 * bare.count) / bare.ms),
  };
}
