// The keys with which this cell signs what it tells others, and how the others' signatures are checked. Ed25519; every use
// has a prefix of its own, so that a signature for one thing is none for another.

import { createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { createHash } from 'node:crypto';
import type { Keys } from '@jhalak/ports';
import { canonicalJson } from '../log/canonical-json.ts';

/** PKCS #8 and SPKI heads of Ed25519 (RFC 8410); the 32 bytes of the key follow. */
const PRIVATE_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');
const PUBLIC_HEAD = Buffer.from('302a300506032b6570032100', 'hex');

/** What a signature is for. */
export type SignedFor = 'card' | 'envelope' | 'receipt' | 'directory';

export interface CellSigner {
  /** Base64 of 32 bytes. */
  publicKey: string;
  /** @returns base64 of the signature over the value without its own member `signature`. */
  sign(purpose: SignedFor, value: object): string;
}

/** @param purpose of the secret: `border.cell.1`. Cost: some microseconds. */
export function cellSigner(keys: Keys, purpose: string): CellSigner {
  const key = createPrivateKey({
    key: Buffer.concat([PRIVATE_HEAD, keys.secret(purpose)]),
    format: 'der',
    type: 'pkcs8',
  });
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' });
  return {
    publicKey: spki.subarray(PUBLIC_HEAD.byteLength).toString('base64'),
    sign: (what, value) => sign(null, signedBytes(what, value), key).toString('base64'),
  };
}

/** @returns whether the signature in `signature` is by this key (base64 of 32 bytes), for this purpose, over this value. */
export function isSignedBy(
  publicKey: string,
  purpose: SignedFor,
  value: object & { signature: string },
): boolean {
  const key = publicKeyOf(publicKey);
  if (key === undefined) return false;
  return verify(null, signedBytes(purpose, value), key, Buffer.from(value.signature, 'base64'));
}

/** @returns SHA-256 over the canonical JSON of a value, lower-case hexadecimal. */
export function digestOf(value: object): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}

function publicKeyOf(publicKey: string): KeyObject | undefined {
  const raw = Buffer.from(publicKey, 'base64');
  if (raw.byteLength !== 32) return undefined;
  return createPublicKey({ key: Buffer.concat([PUBLIC_HEAD, raw]), format: 'der', type: 'spki' });
}

function signedBytes(purpose: SignedFor, value: object): Buffer {
  const { signature: _own, ...said } = value as { signature?: unknown };
  return Buffer.from(`jhalak ${purpose} 1\n${canonicalJson(said)}`);
}
