// One entry's proof in a file of its own (https://c2sp.org/tlog-proof), to be verified with the log out of reach. The
// entry's bytes travel in `extra`; they are believed only because their hash leads to the signed root.

import { decimal, fromBase64, textOf, toBase64, utf8 } from './bytes.ts';
import { openCheckpoint, type Checkpoint } from './checkpoints.ts';
import { TlogError } from './errors.ts';
import { leafHash, PROOF_HASHES_MAX, verifyInclusion } from './merkle.ts';
import type { TlogCrypto, VerifierKey } from './notes.ts';

const FIRST_LINE = 'c2sp.org/tlog-proof@v1';
/** An entry of the largest size, 64 hashes and a checkpoint with many cosignatures. */
const FILE_BYTES_MAX = 262_144;

export interface EntryProof {
  index: bigint;
  entry: Uint8Array;
  hashes: readonly Uint8Array[];
  /** The checkpoint's bytes, as the log published them. */
  checkpoint: Uint8Array;
}

/** @returns the file's text. */
export function proofFileText(proof: EntryProof): string {
  const lines = [
    FIRST_LINE,
    `extra ${toBase64(proof.entry)}`,
    `index ${proof.index}`,
    ...proof.hashes.map(toBase64),
  ];
  return `${lines.join('\n')}\n\n${textOf(proof.checkpoint) ?? ''}`;
}

/** @throws TlogError `proof.malformed`, `proof.entry` when the file does not carry its entry. */
export function parseProofFile(bytes: Uint8Array): EntryProof {
  const text = bytes.length > FILE_BYTES_MAX ? undefined : textOf(bytes);
  const split = text?.indexOf('\n\n') ?? -1;
  if (text === undefined || split < 0) throw malformed();
  const [first, ...lines] = text.slice(0, split).split('\n');
  if (first !== FIRST_LINE) throw malformed();
  const extra = lines[0]?.startsWith('extra ') === true ? lines.shift() : undefined;
  const entry = extra === undefined ? undefined : fromBase64(extra.slice('extra '.length));
  const indexLine = lines.shift() ?? '';
  const index = indexLine.startsWith('index ')
    ? decimal(indexLine.slice('index '.length))
    : undefined;
  const hashes = lines.flatMap((line) => fromBase64(line) ?? []);
  if (index === undefined || hashes.length !== lines.length || hashes.length > PROOF_HASHES_MAX)
    throw malformed();
  if (entry === undefined)
    throw new TlogError('proof.entry', 'This proof file does not carry the entry that it proves.');
  return { index, entry, hashes, checkpoint: utf8(text.slice(split + 2)) };
}

/** @returns the checkpoint under which the entry stands. @throws TlogError when anything does not fit. */
export function verifyProof(
  crypto: TlogCrypto,
  proof: EntryProof,
  keys: { log: VerifierKey; witnesses?: readonly VerifierKey[] },
): Checkpoint {
  const checkpoint = openCheckpoint(crypto, proof.checkpoint, keys);
  const { size, root } = checkpoint;
  const leaf = leafHash(crypto.sha256, proof.entry);
  if (!verifyInclusion(crypto.sha256, { index: proof.index, size, leaf, root }, proof.hashes))
    throw new TlogError(
      'proof.inclusion',
      'The entry in this file is not the one that the log has at that place.',
    );
  return checkpoint;
}

function malformed(): TlogError {
  return new TlogError('proof.malformed', 'This is not a proof file of a transparency log.');
}
