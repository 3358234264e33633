// The key that signs the log. It follows from the cell's root key: nothing more to keep, nothing to lose beside it.

import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { problem } from '@jhalak/contracts';
import type { Keys } from '@jhalak/ports';
import {
  ED25519,
  utf8,
  verifierKey,
  vkeyOf,
  type NoteSignature,
  type VerifierKey,
} from '@jhalak/tlog';
import { nodeCrypto } from '@jhalak/tlog/node';
import type { CellIdentity } from './identity.ts';

/** What stands before the 32 bytes of an Ed25519 seed in PKCS #8 (RFC 8410). */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');
/** Of the first owner. It follows from secrets that go to the next one, whose own key no owner before has. */
const PURPOSE = 'border.log.1';
/** Another key than the log's: what it signs can never be taken for a checkpoint. */
const AUDIT_PURPOSE = 'border.audit.1';
/** Of every later owner, from secrets of its install alone. */
export const OWN_LOG_PURPOSE = 'border.log';
const OWN_AUDIT_PURPOSE = 'border.audit';

/** Signs notes under one name. */
export interface NoteSigner {
  key: VerifierKey;
  /** @returns the signature of a note's text. Cost: some 50 microseconds. */
  sign(text: string): NoteSignature;
}

/** @returns the name under which a cell's log signs; it stays when the cell is sold or moves to another address. */
export function originOf(cellId: string): string {
  return `jhalak/${cellId}`;
}

type Secrets = Pick<Keys, 'secret' | 'ownSecret'>;

/** @returns the signer of a cell's log in its owner's epoch. @throws problem `unavailable` where a later owner's secret is missing. */
export function logSigner(keys: Secrets, { cellId, ownerEpoch }: CellIdentity): NoteSigner {
  const seed = ownerEpoch === 1 ? keys.secret(PURPOSE) : own(keys, OWN_LOG_PURPOSE);
  return signerFromSeed(originOf(cellId), seed);
}

/** @returns the signer of what auditors take away. @throws as `logSigner`. */
export function auditSigner(keys: Secrets, { cellId, ownerEpoch }: CellIdentity): NoteSigner {
  const seed = ownerEpoch === 1 ? keys.secret(AUDIT_PURPOSE) : own(keys, OWN_AUDIT_PURPOSE);
  return signerFromSeed(`${originOf(cellId)}/audit`, seed);
}

/**
 * @param seed of the next owner's own log secret, `OWN_LOG_PURPOSE`. @returns the key to be named in the deal's terms, as
 * `name+digits+base64`. Cost: some microseconds.
 */
export function nextLogKey(cellId: string, seed: Buffer): string {
  return vkeyOf(signerFromSeed(originOf(cellId), seed).key);
}

function own(keys: Secrets, purpose: string): Buffer {
  const seed = keys.ownSecret(purpose);
  if (seed !== undefined) return seed;
  throw problem(
    'unavailable',
    'This install has no log key of its own, although it is not the first owner: restore its key backup.',
  );
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
