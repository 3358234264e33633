// Ed25519 keys as packages, deals and releases name them: by their raw 32 bytes, and by the SHA-256 of those.

import { createHash, createPublicKey, verify, type KeyObject } from 'node:crypto';
import { PackageError } from './errors.ts';

const SIGNATURE_BYTES = 64;
const RAW_KEY_BYTES = 32;
/** What stands before the 32 bytes of an Ed25519 public key in DER (RFC 8410). */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

/** @returns SHA-256 of a raw public key, hexadecimal: its `keyid`. */
export function signerId(publicKey: Uint8Array): string {
  return createHash('sha256').update(publicKey).digest('hex');
}

/** @returns the raw 32 bytes of an Ed25519 key's public half. @throws PackageError `key.malformed` for another kind. */
export function rawEd25519(key: KeyObject): Buffer {
  if (key.asymmetricKeyType !== 'ed25519')
    throw new PackageError('key.malformed', 'This is no Ed25519 key.');
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  return Buffer.from(publicKey.export({ type: 'spki', format: 'der' })).subarray(-RAW_KEY_BYTES);
}

/** @param publicKey raw. @returns whether these bytes were signed by this key; false for what is no key or no signature. */
export function isEd25519Signature(
  publicKey: Uint8Array,
  bytes: Uint8Array,
  signature: Uint8Array,
): boolean {
  if (publicKey.length !== RAW_KEY_BYTES || signature.length !== SIGNATURE_BYTES) return false;
  const der = Buffer.concat([SPKI_PREFIX, publicKey]);
  return verify(null, bytes, createPublicKey({ key: der, format: 'der', type: 'spki' }), signature);
}
