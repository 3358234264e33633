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
export type SignedFor = 'card' | 'envelope' | 'receipt' | 'directory' | 'succession' | PaperKind;

/** Papers that people and operators carry from cell to cell: a channel, one person's archive, where somebody is now. */
export type PaperKind = 'channel' | 'archive' | 'whereabouts';

export interface CellSigner {
  /** Base64 of 32 bytes. */
  publicKey: string;
  /** @returns base64 of the signature over the value without its own member `signature`. */
  sign(purpose: SignedFor, value: object): string;
}

/** Of what this cell says to others. */
const CARD_PURPOSE = 'border.cell.1';
const DIRECTORY_PURPOSE = 'border.directory.1';

type Secrets = Pick<Keys, 'secret' | 'ownerSecret'>;

/** @returns what signs for the present owner: messages, and rows of the directory. Cost: some microseconds. */
export function ownerSigners(keys: Secrets): { cell: CellSigner; directory: CellSigner } {
  return {
    cell: signerOf(keys.ownerSecret(CARD_PURPOSE)),
    directory: signerOf(keys.ownerSecret(DIRECTORY_PURPOSE)),
  };
}

/** @returns what signed for the first owner; to end its time, and for nothing else. */
export function firstSigners(keys: Secrets): { cell: CellSigner; directory: CellSigner } {
  return {
    cell: signerOf(keys.secret(CARD_PURPOSE)),
    directory: signerOf(keys.secret(DIRECTORY_PURPOSE)),
  };
}

/** @param seedOf a secret of the install by its purpose. @returns the public key that its card will have. */
export function nextCardKey(seedOf: (purpose: string) => Buffer): string {
  return signerOf(seedOf(CARD_PURPOSE)).publicKey;
}

function signerOf(seed: Buffer): CellSigner {
  const key = createPrivateKey({
    key: Buffer.concat([PRIVATE_HEAD, seed]),
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
