// The cryptography of the page: audited JavaScript, because browsers lack Ed25519 in files opened from a disk.

import { hashes, verify } from '@noble/ed25519';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import type { TlogCrypto } from '@jhalak/tlog';

hashes.sha512 = sha512;

export const browserCrypto: TlogCrypto = {
  sha256: (bytes) => sha256(bytes),
  verifyEd25519: (publicKey, message, signature) => {
    try {
      // RFC 8032 to the letter, as other verifiers of the log do.
      return verify(signature, message, publicKey, { zip215: false });
    } catch {
      return false;
    }
  },
};
