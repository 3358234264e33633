// A signing key from the cell's root: the same number gives the same key on every machine of the cell, and no key is
// stored anywhere.

import { createECDH } from 'node:crypto';
import type { Keys } from '@jhalak/ports';

/** A private key and its public half, as JWK members. */
export interface DerivedKey {
  kty: 'EC';
  crv: 'P-256';
  x: string;
  y: string;
  /** Private. */
  d: string;
}

/** A 32-byte secret is no valid scalar once in 2^32 times; twice in a row would be a broken derivation. */
const TRIES_MAX = 4;
const COORDINATE_BYTES = 32;

/** @param number from 1. Cost: some 50 µs. */
export function deriveKey(keys: Pick<Keys, 'secret'>, number: number): DerivedKey {
  for (let attempt = 0; attempt < TRIES_MAX; attempt += 1) {
    const secret = keys.secret(`lock.key.${number}${attempt === 0 ? '' : `.${attempt}`}`);
    const pair = createECDH('prime256v1');
    try {
      pair.setPrivateKey(secret);
    } catch {
      // Zero, or not below the curve's order: the next derivation is another number.
      continue;
    }
    // 0x04, then both coordinates.
    const point = pair.getPublicKey();
    return {
      kty: 'EC',
      crv: 'P-256',
      x: point.subarray(1, 1 + COORDINATE_BYTES).toString('base64url'),
      y: point.subarray(1 + COORDINATE_BYTES).toString('base64url'),
      d: secret.toString('base64url'),
    };
  }
  throw new Error('broken assumption: one of four derived secrets is a valid scalar');
}
