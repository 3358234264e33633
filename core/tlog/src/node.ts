// The cryptography of Node, for everything that is not a browser.

import { createPublicKey, hash, verify } from 'node:crypto';
import type { TlogCrypto } from './notes.ts';

/** What stands before the 32 bytes of an Ed25519 public key in DER (RFC 8410). */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

/** SHA-256 and Ed25519 by OpenSSL. Cost: about a microsecond a hash, 100 a signature. */
export const nodeCrypto: TlogCrypto = {
  sha256: (bytes) => hash('sha256', bytes, 'buffer'),
  verifyEd25519: (publicKey, message, signature) => {
    if (publicKey.length !== 32 || signature.length !== 64) return false;
    const der = Buffer.concat([SPKI_PREFIX, publicKey]);
    return verify(
      null,
      message,
      createPublicKey({ key: der, format: 'der', type: 'spki' }),
      signature,
    );
  },
};
