// The cryptography, without storage: keys that wrap keys, wrapped keys, sealed bytes.
//
// Sealed: version (1 byte) | nonce (12) | ciphertext | tag (16). AES-256-GCM; the associated data binds region, person,
// class, context and version. A person's key seals far fewer than 2^32 messages, so random nonces do not meet.

import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  hkdfSync,
  KeyObject,
  randomBytes,
} from 'node:crypto';
import { UnopenableError } from '@jhalak/ports';

const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const OVERHEAD_BYTES = 1 + NONCE_BYTES + TAG_BYTES;
export const KEY_BYTES = 32;
const WRAPPED_BYTES = OVERHEAD_BYTES + KEY_BYTES;
/** Salts every derivation of ours, so that the root used elsewhere gives other keys. */
const SALT = 'jhalak keystore v1';
/** `table.column`, `journal.stream.type`. The bar that separates associated data cannot be part of it. */
const CONTEXT = /^[A-Za-z0-9_.-]{1,200}$/;

/** @returns 32 bytes for a purpose, the same for the same root. Cost: some 10 microseconds. */
export function derive(root: Uint8Array, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', root, SALT, purpose, KEY_BYTES));
}

/** Whose key it is: a person's, a hold's or, wrapped under the root, a class's. */
export interface KeyOwner {
  region: string;
  /** The person, the hold, or the generation of a class. */
  id: string;
  keyClass: string;
}

function ownerText(owner: KeyOwner): string {
  return `${owner.region}|${owner.id}|${owner.keyClass}`;
}

/**
 * Wraps a key under the key above it.
 *
 * @param wrapping 32 bytes; given as a KeyObject it costs half. @returns 61 bytes.
 * Cost: some 10 microseconds.
 */
export function wrap(wrapping: Uint8Array | KeyObject, owner: KeyOwner, key: Uint8Array): Buffer {
  return encrypt(wrapping, ownerText(owner), key);
}

/** @throws UnopenableError when the wrapped key was changed, moved, or wrapped under another key. */
export function unwrap(
  wrapping: Uint8Array | KeyObject,
  owner: KeyOwner,
  wrapped: Uint8Array,
): Buffer {
  if (wrapped.length !== WRAPPED_BYTES) {
    throw new UnopenableError('changed', 'a wrapped key has the wrong length');
  }
  return decrypt(wrapping, ownerText(owner), wrapped);
}

/** @throws RangeError for a context of the wrong form. */
export function seal(key: Uint8Array, owner: KeyOwner, context: string, plain: Uint8Array): Buffer {
  return encrypt(key, contextText(owner, context), plain);
}

/** @throws UnopenableError when the bytes were changed or stand where they were not sealed for. */
export function unseal(
  key: Uint8Array,
  owner: KeyOwner,
  context: string,
  sealed: Uint8Array,
): Buffer {
  return decrypt(key, contextText(owner, context), sealed);
}

function contextText(owner: KeyOwner, context: string): string {
  if (!CONTEXT.test(context))
    throw new RangeError('a sealing context is letters, digits, ".", "_" and "-"');
  return `${ownerText(owner)}|${context}|${VERSION}`;
}

function encrypt(key: Uint8Array | KeyObject, associated: string, plain: Uint8Array): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', secretOf(key), nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(associated));
  const body = cipher.update(plain);
  cipher.final();
  const out = Buffer.allocUnsafe(OVERHEAD_BYTES + body.length);
  out[0] = VERSION;
  nonce.copy(out, 1);
  body.copy(out, 1 + NONCE_BYTES);
  cipher.getAuthTag().copy(out, 1 + NONCE_BYTES + body.length);
  return out;
}

function decrypt(key: Uint8Array | KeyObject, associated: string, sealed: Uint8Array): Buffer {
  if (sealed.length < OVERHEAD_BYTES || sealed[0] !== VERSION) {
    throw new UnopenableError('changed', 'sealed bytes have an unknown form');
  }
  const bodyEnd = sealed.length - TAG_BYTES;
  const nonce = sealed.subarray(1, 1 + NONCE_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', secretOf(key), nonce, {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(Buffer.from(associated));
  decipher.setAuthTag(sealed.subarray(bodyEnd));
  const plain = decipher.update(sealed.subarray(1 + NONCE_BYTES, bodyEnd));
  try {
    decipher.final();
  } catch (cause) {
    throw new UnopenableError(
      'changed',
      'sealed bytes do not open: they were changed, moved or sealed for another',
      cause,
    );
  }
  return plain;
}

// Node takes raw bytes too, and then spends twice the cost of the encryption on finding out what they are.
function secretOf(key: Uint8Array | KeyObject): KeyObject {
  return key instanceof KeyObject ? key : createSecretKey(key);
}
