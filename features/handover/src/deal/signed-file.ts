// Files that people sign on machines of their own: DSSE with Ed25519, one act and one signature each. The payload's type is
// part of what is signed, so that a signature for a release or a statement can never pass for one here.

import { sign, type KeyObject } from 'node:crypto';
import {
  isEd25519Signature,
  preAuthenticationEncoding,
  rawEd25519 as rawKeyOf,
  signerId as keyIdOf,
} from '@jhalak/bags';
import { DealAct, DealFile, type DealAct as Act } from '@jhalak/contracts/handover-deal';
import { Compile } from 'typebox/compile';
import { canonicalJson, digestOf } from '../canonical-json.ts';

const PAYLOAD_TYPE = 'application/vnd.jhalak.handover+json';

export { keyIdOf, rawKeyOf };

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
  const raw = rawKeyOf(key);
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
  const sig = Buffer.from(signature.sig, 'base64');
  return keyIdOf(raw) === signature.keyid && isEd25519Signature(raw, signedBytes(file), sig);
}

function signedBytes({ payloadType, payload }: DealFile): Buffer {
  return preAuthenticationEncoding(payloadType, Buffer.from(payload, 'base64'));
}
