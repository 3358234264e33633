// Files of acts, as people sign them: DSSE around the act's one text. The same bytes as on every other machine.

import { sha256 } from '@noble/hashes/sha2.js';
import type { DealAct, DealFile } from '@jhalak/contracts/handover-deal';
import { concat, fromBase64, textOf, toBase64, toHex, utf8 } from '@jhalak/tlog';

const PAYLOAD_TYPE = 'application/vnd.jhalak.handover+json';

/** @returns JSON with sorted keys and no white space: one text for one act. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    const entries = Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(entries);
  });
}

/** @returns SHA-256, hexadecimal. */
export function sha256Hex(bytes: Uint8Array): string {
  return toHex(sha256(bytes));
}

/** @returns a file of an act that nobody has signed yet. */
export function unsignedFile(act: DealAct): DealFile {
  return { payloadType: PAYLOAD_TYPE, payload: toBase64(utf8(canonicalJson(act))), signatures: [] };
}

/** @returns what is signed: DSSE's pre-authentication encoding. */
export function signedBytes({ payloadType, payload }: DealFile): Uint8Array {
  const body = fromBase64(payload) ?? new Uint8Array();
  return concat(utf8(`DSSEv1 ${payloadType.length} ${payloadType} ${body.length} `), body);
}

/** A file somebody brought: what it says, and whose key it names. Whether it counts, the server says. */
export interface BroughtFile {
  file: DealFile;
  act: DealAct;
  keyId: string | undefined;
  /** SHA-256 of what is signed, to be compared with the signer. */
  digest: string;
}

/** @returns undefined for what is no act of a deal. */
export function readFile(text: string): BroughtFile | undefined {
  try {
    const file = JSON.parse(text) as DealFile;
    const payload = file.payloadType === PAYLOAD_TYPE ? fromBase64(file.payload) : undefined;
    const words = payload === undefined ? undefined : textOf(payload);
    if (words === undefined) return undefined;
    const act = JSON.parse(words) as DealAct;
    if (canonicalJson(act) !== words || typeof act.act !== 'string') return undefined;
    return { file, act, keyId: file.signatures[0]?.keyid, digest: sha256Hex(signedBytes(file)) };
  } catch {
    return undefined;
  }
}

/** Lets the browser keep a file. */
export function keepFile(name: string, text: string, type = 'application/json'): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken hold of it by the next task.
  setTimeout(() => URL.revokeObjectURL(url), 0);
}
