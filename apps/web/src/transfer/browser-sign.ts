// Signing in the browser, where it has Ed25519: the key file is read by this page on this device, and goes nowhere.

import type { DealFile } from '@jhalak/contracts/handover-deal';
import { fromBase64, toBase64 } from '@jhalak/tlog';
import { sha256Hex, signedBytes } from './act-file.ts';

const ED25519 = 'Ed25519';

/** @returns whether this browser signs, here: only pages that came over a protected way may. */
export async function canSign(): Promise<boolean> {
  try {
    await crypto.subtle.generateKey(ED25519, false, ['sign', 'verify']);
    return true;
  } catch {
    return false;
  }
}

/** @param pem PKCS#8, as `npx jhalak attest key` makes it. @returns undefined where it is no Ed25519 private key. */
export async function signInBrowser(file: DealFile, pem: string): Promise<DealFile | undefined> {
  const body = /-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\s]+)-----END PRIVATE KEY-----/u.exec(
    pem,
  )?.[1];
  const der = body === undefined ? undefined : fromBase64(body.replace(/\s/gu, ''));
  if (der === undefined) return undefined;
  try {
    const key = await crypto.subtle.importKey('pkcs8', der.slice(), ED25519, true, ['sign']);
    // The public half is had from the private one only through JWK.
    const { x = '' } = await crypto.subtle.exportKey('jwk', key);
    const raw = fromBase64(padded(x));
    if (raw === undefined) return undefined;
    const sig = await crypto.subtle.sign(ED25519, key, signedBytes(file).slice());
    const signature = { keyid: sha256Hex(raw), sig: toBase64(new Uint8Array(sig)) };
    return { ...file, signatures: [signature] };
  } catch {
    return undefined;
  }
}

/** Base64 out of base64url. */
function padded(text: string): string {
  const plain = text.replaceAll('-', '+').replaceAll('_', '/');
  return plain.padEnd(Math.ceil(plain.length / 4) * 4, '=');
}
