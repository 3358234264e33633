// The key that signs the log. It follows from the cell's root key: nothing more to keep, nothing to lose beside it.

import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import type { Keys } from '@jhalak/ports';
import { ED25519, utf8, verifierKey, type NoteSignature, type VerifierKey } from '@jhalak/tlog';
import { nodeCrypto } from '@jhalak/tlog/node';

/** What stands before the 32 bytes of an Ed25519 seed in PKCS #8 (RFC 8410). */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');
/** The number is raised when the key must change; both then sign for a while. */
const PURPOSE = 'border.log.1';
/** Another key than the log's: what it signs can never be taken for a checkpoint. */
const AUDIT_PURPOSE = 'border.audit.1';

/** Signs notes under one name. */
export interface NoteSigner {
  key: VerifierKey;
  /** @returns the signature of a note's text. Cost: some 50 microseconds. */
  sign(text: string): NoteSignature;
}

/** @returns the name under which a cell's log signs; it stays when the cell is sold or moves to another address. */
function originOf(cellId: string): string {
  return `jhalak/${cellId}`;
}

/** @returns the signer of a cell's log. */
export function logSigner(keys: Pick<Keys, 'secret'>, cellId: string): NoteSigner {
  return signerFromSeed(originOf(cellId), keys.secret(PURPOSE));
}

/** @returns the signer of what auditors take away. */
export function auditSigner(keys: Pick<Keys, 'secret'>, cellId: string): NoteSigner {
  return signerFromSeed(`${originOf(cellId)}/audit`, keys.secret(AUDIT_PURPOSE));
}

function signerFromSeed(name: string, seed: Buffer): NoteSigner {
  const der = Buffer.concat([PKCS8_PREFIX, seed]);
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(privateKey)
    .export({ format: 'der', type: 'spki' })
    .subarray(-32);
  const key = verifierKey(nodeCrypto.sha256, { name, type: ED25519, publicKey });
  return {
    key,
    sign: (text) => ({
      name,
      keyId: key.keyId,
      signature: sign(null, utf8(text), privateKey),
    }),
  };
}
