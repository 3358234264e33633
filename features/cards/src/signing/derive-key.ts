// A signing key from a secret of the cell, or of its present owner: the same purpose gives the same key on every machine, and
// no key is stored anywhere.

import { createECDH } from 'node:crypto';

/** A public key, as JWK members. */
export interface PublicLockKey {
  kty: 'EC';
  crv: 'P-256';
  x: string;
  y: string;
}

/** A private key and its public half, as JWK members. */
export interface DerivedKey extends PublicLockKey {
  /** Private. */
  d: string;
}

/** A 32-byte secret is no valid scalar once in 2^32 times; twice in a row would be a broken derivation. */
const TRIES_MAX = 4;
const COORDINATE_BYTES = 32;
/** Of the key with which an owner takes a cell over: made before it has the cell, and knows its number there. */
export const TAKEOVER_PURPOSE = 'lock.takeover';

/** @returns the purpose of a key by its number, from 1. */
export function purposeOf(number: number): string {
  return `lock.key.${number}`;
}

/** @param secretOf a secret of 32 bytes by its purpose. Cost: some 50 µs. */
export function deriveKey(secretOf: (purpose: string) => Buffer, purpose: string): DerivedKey {
  for (let attempt = 0; attempt < TRIES_MAX; attempt += 1) {
    const secret = secretOf(`${purpose}${attempt === 0 ? '' : `.${attempt}`}`);
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

/** @param seedOf of the install that will take over. @returns the key with which it will sign, to be named in the terms. */
export function nextLockKey(seedOf: (purpose: string) => Buffer): { x: string; y: string } {
  const { x, y } = deriveKey(seedOf, TAKEOVER_PURPOSE);
  return { x, y };
}
