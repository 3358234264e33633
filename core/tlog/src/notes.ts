// Signed notes: https://c2sp.org/signed-note. A text, an empty line, and lines with signatures.

import { concat, fromBase64, sameBytes, textOf, toBase64, toHex, utf8 } from './bytes.ts';
import { TlogError } from './errors.ts';
import type { Sha256 } from './merkle.ts';

/** What a verifier needs of cryptography; handed in, so that the same code runs in browsers. */
export interface TlogCrypto {
  sha256: Sha256;
  /** RFC 8032. @returns false for anything that is not a valid signature. */
  verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
}

/** A log's own signature, and a witness's with a time (https://c2sp.org/tlog-cosignature). */
export const ED25519 = 0x01;
export const COSIGNATURE_V1 = 0x04;

export interface VerifierKey {
  name: string;
  keyId: Uint8Array;
  type: typeof ED25519 | typeof COSIGNATURE_V1;
  publicKey: Uint8Array;
}

/** Notes of ours have under 1 kB; a witness network's have some. */
const NOTE_BYTES_MAX = 65_536;
const SIGNATURES_MAX = 64;
const PUBLIC_KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;
const TIME_BYTES = 8;

/** @returns the key as others write it: `name+keyid+base64`. */
export function vkeyOf({ name, keyId, type, publicKey }: VerifierKey): string {
  return `${name}+${toHex(keyId)}+${toBase64(concat(Uint8Array.of(type), publicKey))}`;
}

/** @returns a key with its id computed. @throws TlogError `key.malformed` for a name with spaces or a plus. */
export function verifierKey(
  sha256: Sha256,
  { name, type, publicKey }: Omit<VerifierKey, 'keyId'>,
): VerifierKey {
  if (!isKeyName(name))
    throw new TlogError('key.malformed', 'A key needs a name without spaces or plus.', name);
  const id = sha256(concat(utf8(`${name}\n`), Uint8Array.of(type), publicKey));
  return { name, type, publicKey, keyId: id.slice(0, 4) };
}

/** @throws TlogError `key.malformed`: it is not a verifier key for Ed25519 (type 1) or cosignatures (type 4). */
export function parseVkey(sha256: Sha256, text: string): VerifierKey {
  const match = /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text.trim());
  const bytes = fromBase64(match?.[3] ?? '');
  const type = bytes?.[0];
  const publicKey = bytes?.subarray(1);
  if (
    match === null ||
    publicKey?.length !== PUBLIC_KEY_BYTES ||
    (type !== ED25519 && type !== COSIGNATURE_V1)
  )
    throw new TlogError(
      'key.malformed',
      'This is not a verifier key: it reads name+8 hex digits+base64, as the log publishes it.',
    );
  const key = verifierKey(sha256, { name: match[1] ?? '', type, publicKey });
  if (toHex(key.keyId) !== match[2])
    throw new TlogError(
      'key.malformed',
      'The verifier key does not fit its own digits: a character of it was changed or lost.',
      key.name,
    );
  return key;
}

export interface NoteSignature {
  name: string;
  keyId: Uint8Array;
  /** Without the key's id. */
  signature: Uint8Array;
}

export interface Note {
  /** With its last newline: what is signed. */
  text: string;
  signatures: readonly NoteSignature[];
}

/** @returns one signature line, with its newline. */
export function signatureLine({ name, keyId, signature }: NoteSignature): string {
  return `— ${name} ${toBase64(concat(keyId, signature))}\n`;
}

/** @returns the note as it is published. */
export function noteText(note: Note): string {
  return `${note.text}\n${note.signatures.map(signatureLine).join('')}`;
}

/** Takes a note apart and believes nothing of it. @throws TlogError `note.malformed`. */
export function parseNote(bytes: Uint8Array): Note {
  const whole = bytes.length > NOTE_BYTES_MAX ? undefined : textOf(bytes);
  const split = whole?.lastIndexOf('\n\n') ?? -1;
  if (whole === undefined || split < 0 || !whole.endsWith('\n') || hasControls(whole))
    throw new TlogError('note.malformed', 'This is not a signed note.');
  return {
    text: whole.slice(0, split + 1),
    signatures: parseSignatureLines(whole.slice(split + 2)),
  };
}

/** @throws TlogError `note.malformed`: none, too many, or not signature lines. */
export function parseSignatureLines(text: string): NoteSignature[] {
  const lines = text.split('\n');
  if (lines.pop() !== '' || lines.length === 0 || lines.length > SIGNATURES_MAX)
    throw new TlogError('note.malformed', 'This note has no signature lines, or too many.');
  return lines.map((line) => {
    const match = /^— ([^+\s]+) ([A-Za-z0-9+/=]+)$/u.exec(line);
    const bytes = fromBase64(match?.[2] ?? '');
    if (match === null || bytes === undefined || bytes.length < 5)
      throw new TlogError('note.malformed', 'A signature line of this note cannot be read.');
    return { name: match[1] ?? '', keyId: bytes.slice(0, 4), signature: bytes.slice(4) };
  });
}

/** Whose signature was checked. */
export interface Verified {
  key: VerifierKey;
  /** Of a cosignature: when the witness says it saw this. Seconds since 1970. */
  timeS?: bigint;
}

/**
 * Checks every signature of a known key; those of others are ignored.
 *
 * @returns the keys whose signature is valid, at least one. @throws TlogError `note.forged` when a known key's signature is
 * not valid, `note.unsigned` when no known key signed.
 */
export function verifyNote(
  crypto: TlogCrypto,
  note: Note,
  keys: readonly VerifierKey[],
): Verified[] {
  const verified: Verified[] = [];
  for (const signature of note.signatures) {
    const key = keys.find(
      (one) => one.name === signature.name && sameBytes(one.keyId, signature.keyId),
    );
    if (key === undefined) continue;
    const one = verifySignature(crypto, note.text, key, signature.signature);
    if (one === undefined)
      throw new TlogError('note.forged', `The signature of ${key.name} is not valid.`, key.name);
    if (!verified.some((other) => other.key === key)) verified.push(one);
  }
  if (verified.length === 0)
    throw new TlogError(
      'note.unsigned',
      `No signature of ${keys.map((key) => key.name).join(' or ')} is on it.`,
    );
  return verified;
}

function verifySignature(
  crypto: TlogCrypto,
  text: string,
  key: VerifierKey,
  bytes: Uint8Array,
): Verified | undefined {
  if (key.type === ED25519) {
    const valid =
      bytes.length === SIGNATURE_BYTES && crypto.verifyEd25519(key.publicKey, utf8(text), bytes);
    return valid ? { key } : undefined;
  }
  if (bytes.length !== TIME_BYTES + SIGNATURE_BYTES) return undefined;
  const timeS = bytes.subarray(0, TIME_BYTES).reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  const message = utf8(cosignedText(timeS, text));
  if (!crypto.verifyEd25519(key.publicKey, message, bytes.subarray(TIME_BYTES))) return undefined;
  return { key, timeS };
}

/** @returns what a witness signs. */
export function cosignedText(timeS: bigint, text: string): string {
  return `cosignature/v1\ntime ${timeS}\n${text}`;
}

/** @returns a cosignature's bytes behind the key's id: the time, then the signature. */
export function cosignatureBytes(timeS: bigint, signature: Uint8Array): Uint8Array {
  const time = Uint8Array.from({ length: TIME_BYTES }, (_, at) =>
    Number((timeS >> BigInt(8 * (TIME_BYTES - 1 - at))) & 0xffn),
  );
  return concat(time, signature);
}

function isKeyName(name: string): boolean {
  return /^[^+\s]+$/u.test(name) && !hasControls(name);
}

function hasControls(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0x20 && code !== 0x0a) return true;
  }
  return false;
}
