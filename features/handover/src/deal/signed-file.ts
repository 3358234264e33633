// Files that people sign on machines of their own: DSSE with Ed25519, one act and one signature each. The payload's type is
// part of what is signed, so that a signature for a release or a statement can never pass for one here.

import { createHash, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { DealAct, DealFile, type DealAct as Act } from '@jhalak/contracts/handover-deal';
import { Compile } from 'typebox/compile';
import { canonicalJson, digestOf } from '../canonical-json.ts';

const PAYLOAD_TYPE = 'application/vnd.jhalak.handover+json';
/** The fixed beginning of an Ed25519 public key in SPKI form, before its 32 bytes (RFC 8410). */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');
const SIGNATURE_BYTES = 64;

const files = Compile(DealFile);
const acts = Compile(DealAct);

/** A file's act and who claims to have signed it; whether they did is `isSignedBy`. */
export interface ReadFile {
  act: Act;
  keyId: string;
  /** SHA-256 of the signed bytes: the same act signed again is the same file. */
  digest: string;
}

/** @returns a file of an act, not yet signed. Cost: none. */
export function unsignedFile(act: Act): DealFile {
  const payload = Buffer.from(canonicalJson(act)).toString('base64');
  return { payloadType: PAYLOAD_TYPE, payload, signatures: [] };
}

/** @param key Ed25519, private. @returns the file with this signature in place of any other. */
export function signFile(file: DealFile, key: KeyObject): DealFile {
  const raw = rawKeyOf(createPublicKey(key));
  const sig = sign(null, signedBytes(file), key).toString('base64');
  return { ...file, signatures: [{ keyid: keyIdOf(raw), sig }] };
}

/** @returns the file, or undefined for what has not its shape. */
export function parseFile(value: unknown): DealFile | undefined {
  return files.Check(value) ? value : undefined;
}

/** @returns what the file says; undefined where it is no act, is not canonical, or nobody signed it. */
export function readFile(file: DealFile): ReadFile | undefined {
  const [signature] = file.signatures;
  if (signature === undefined) return undefined;
  const act = actOf(file);
  if (act === undefined) return undefined;
  return { act, keyId: signature.keyid, digest: digestOf([file.payloadType, file.payload]) };
}

/** @returns the act of a file, signed or not. One act has one text: anything but its canonical JSON is refused. */
export function actOf(file: DealFile): Act | undefined {
  const bytes = Buffer.from(file.payload, 'base64');
  if (bytes.toString('base64') !== file.payload) return undefined;
  let json: unknown;
  try {
    json = JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
  if (!acts.Check(json) || canonicalJson(json) !== bytes.toString('utf8')) return undefined;
  return json;
}

/** @param key raw public key, base64. @returns whether the file's signature is of this key over exactly its bytes. */
export function isSignedBy(file: DealFile, key: string): boolean {
  const [signature] = file.signatures;
  if (signature === undefined) return false;
  const raw = Buffer.from(key, 'base64');
  const bytes = Buffer.from(signature.sig, 'base64');
  if (keyIdOf(raw) !== signature.keyid || bytes.length !== SIGNATURE_BYTES) return false;
  const spki = Buffer.concat([SPKI_PREFIX, raw]);
  return verify(
    null,
    signedBytes(file),
    createPublicKey({ key: spki, format: 'der', type: 'spki' }),
    bytes,
  );
}

/** @returns SHA-256 of a raw public key, hexadecimal. */
export function keyIdOf(raw: Buffer): string {
  return createHash('sha256').update(raw).digest('hex');
}

/** @returns the raw 32 bytes of an Ed25519 public key. @throws Error for another kind of key. */
export function rawKeyOf(key: KeyObject): Buffer {
  if (key.asymmetricKeyType !== 'ed25519') throw new Error('this is no Ed25519 key');
  return Buffer.from(key.export({ type: 'spki', format: 'der' })).subarray(SPKI_PREFIX.length);
}

// DSSE's pre-authentication encoding.
function signedBytes({ payloadType, payload }: DealFile): Buffer {
  const body = Buffer.from(payload, 'base64');
  const head = `DSSEv1 ${payloadType.length} ${payloadType} ${body.length} `;
  return Buffer.concat([Buffer.from(head), body]);
}
