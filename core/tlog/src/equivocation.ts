// Evidence that a log told two histories: two checkpoints under its own signature that cannot both be true. Whoever has
// the log's key can check it; nobody needs to trust the witness that wrote it down.

import { fromBase64, sameBytes, textOf, toBase64, utf8 } from './bytes.ts';
import { openCheckpoint, type Checkpoint } from './checkpoints.ts';
import { TlogError } from './errors.ts';
import { PROOF_HASHES_MAX, verifyConsistency } from './merkle.ts';
import type { TlogCrypto, VerifierKey } from './notes.ts';

const FORMAT = 'jhalak/equivocation@v1';
const FILE_BYTES_MAX = 262_144;

export interface Equivocation {
  /** Not larger than the newer one. */
  older: Uint8Array;
  newer: Uint8Array;
  /** Where the newer one is larger: the root that its own first entries have, and the proof of that. */
  prefix?: { root: Uint8Array; proof: readonly Uint8Array[] };
}

/** @returns the file's text. */
export function equivocationText({ older, newer, prefix }: Equivocation): string {
  const file = {
    format: FORMAT,
    older: textOf(older),
    newer: textOf(newer),
    ...(prefix && {
      prefixRoot: toBase64(prefix.root),
      consistencyProof: prefix.proof.map(toBase64),
    }),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** @returns whether these bytes claim to be such a file. */
export function isEquivocation(bytes: Uint8Array): boolean {
  return textOf(bytes.subarray(0, 200))?.includes(FORMAT) === true;
}

/**
 * @returns the two checkpoints, when they do prove that the log told two histories. @throws TlogError `proof.malformed`,
 * `note.*`, or `proof.equivocation` when they are no contradiction.
 */
export function verifyEquivocation(
  crypto: TlogCrypto,
  bytes: Uint8Array,
  log: VerifierKey,
): { older: Checkpoint; newer: Checkpoint } {
  const file = parse(bytes);
  const older = openCheckpoint(crypto, file.older, { log });
  const newer = openCheckpoint(crypto, file.newer, { log });
  if (older.size === newer.size) {
    if (!sameBytes(older.root, newer.root)) return { older, newer };
  } else if (file.prefix !== undefined && !sameBytes(file.prefix.root, older.root)) {
    const claim = {
      olderSize: older.size,
      olderRoot: file.prefix.root,
      size: newer.size,
      root: newer.root,
    };
    if (verifyConsistency(crypto.sha256, claim, file.prefix.proof)) return { older, newer };
  }
  throw new TlogError(
    'proof.equivocation',
    'These two checkpoints can both be true: this is no evidence against the log.',
  );
}

function parse(bytes: Uint8Array): Equivocation {
  try {
    if (bytes.length > FILE_BYTES_MAX) throw malformed();
    const file = JSON.parse(textOf(bytes) ?? '') as Record<string, unknown>;
    const { format, older, newer, prefixRoot, consistencyProof } = file;
    if (format !== FORMAT || typeof older !== 'string' || typeof newer !== 'string')
      throw malformed();
    const checkpoints = { older: utf8(older), newer: utf8(newer) };
    if (prefixRoot === undefined) return checkpoints;
    if (!Array.isArray(consistencyProof) || consistencyProof.length > PROOF_HASHES_MAX)
      throw malformed();
    const proof = consistencyProof.map(hashOf);
    return { ...checkpoints, prefix: { root: hashOf(prefixRoot), proof } };
  } catch (error) {
    throw error instanceof TlogError ? error : malformed();
  }
}

function hashOf(text: unknown): Uint8Array {
  const bytes = typeof text === 'string' ? fromBase64(text) : undefined;
  if (bytes === undefined) throw malformed();
  return bytes;
}

function malformed(): TlogError {
  return new TlogError('proof.malformed', 'This is not a file of evidence against a log.');
}
