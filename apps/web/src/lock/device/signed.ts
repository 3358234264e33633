// Opens what a cell signed: JWS in flattened JSON, ES256, by a key of the key set. Nothing of the payload is believed, or
// even parsed, before its signature is found good.

import type { LockKeySet, SignedJson } from '@jhalak/contracts/lock';

export type LockKey = LockKeySet['keys'][number];

export type Opened =
  | { kind: 'ok'; payload: unknown; key: LockKey }
  | { kind: 'refused'; reason: 'malformed' | 'header' | 'unknown_key' | 'signature' };

/** The two numbers of an ES256 signature. */
const SIGNATURE_BYTES = 64;
/** Exactly what the contract's header holds: a header that says more asks for something that we do not do. */
const HEADER_FIELDS = ['alg', 'kid', 'typ'];

/**
 * @param type the `typ` that is expected: a pack is never taken for a receipt.
 * @param keys only these are believed; `kid` chooses among them.
 * @returns the payload as parsed JSON, of unchecked shape. Never throws. Cost: about 0.3 ms.
 */
export async function openSigned(
  signed: unknown,
  type: string,
  keys: readonly LockKey[],
): Promise<Opened> {
  if (!isSigned(signed)) return refused('malformed');
  const header = parsed(bytesOf(signed.protected));
  const signature = bytesOf(signed.signature);
  if (header === undefined || signature?.length !== SIGNATURE_BYTES) return refused('malformed');
  const kid = kidOf(header, type);
  if (kid === undefined) return refused('header');
  const key = keys.find((one) => one.kid === kid);
  if (key === undefined) return refused('unknown_key');
  const text = new TextEncoder().encode(`${signed.protected}.${signed.payload}`);
  if (!(await isGood(key, signature, text))) return refused('signature');
  const payload = parsed(bytesOf(signed.payload));
  return payload === undefined ? refused('malformed') : { kind: 'ok', payload, key };
}

/** @returns lower-case hexadecimal SHA-256. */
export async function sha256Of(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** @returns base64url without padding. */
export function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

export function isSigned(value: unknown): value is SignedJson {
  if (typeof value !== 'object' || value === null) return false;
  const { protected: head, payload, signature } = value as Record<string, unknown>;
  return [head, payload, signature].every((part) => typeof part === 'string' && part !== '');
}

function kidOf(header: unknown, type: string): string | undefined {
  if (typeof header !== 'object' || header === null) return undefined;
  const { alg, kid, typ } = header as Record<string, unknown>;
  const plain = Object.keys(header).every((name) => HEADER_FIELDS.includes(name));
  return plain && alg === 'ES256' && typ === type && typeof kid === 'string' ? kid : undefined;
}

async function isGood(
  { kty, crv, x, y }: LockKey,
  signature: Uint8Array<ArrayBuffer>,
  text: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  const curve = { name: 'ECDSA', namedCurve: 'P-256' };
  try {
    const key = await crypto.subtle.importKey('jwk', { kty, crv, x, y }, curve, false, ['verify']);
    return await crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, signature, text);
  } catch {
    // A key that is no point of the curve signs nothing.
    return false;
  }
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[A-Za-z0-9_-]+$/u.test(text)) return undefined;
  try {
    const plain = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
    return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
  } catch {
    return undefined;
  }
}

function parsed(bytes: Uint8Array | undefined): unknown {
  if (bytes === undefined) return undefined;
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown;
  } catch {
    return undefined;
  }
}

const refused = (reason: Extract<Opened, { kind: 'refused' }>['reason']): Opened => ({
  kind: 'refused',
  reason,
});
