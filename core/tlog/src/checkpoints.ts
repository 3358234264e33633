// Checkpoints: https://c2sp.org/tlog-checkpoint. A note that says how large the tree is and what its root is.

import { decimal, fromBase64, toBase64 } from './bytes.ts';
import { TlogError } from './errors.ts';
import { HASH_BYTES } from './merkle.ts';
import {
  parseNote,
  verifyNote,
  type Note,
  type TlogCrypto,
  type Verified,
  type VerifierKey,
} from './notes.ts';

export interface TreeHead {
  /** The log's name. */
  origin: string;
  size: bigint;
  root: Uint8Array;
}

export interface Checkpoint extends TreeHead {
  note: Note;
  verified: readonly Verified[];
}

/** @returns the text that is signed. */
export function treeHeadText({ origin, size, root }: TreeHead): string {
  return `${origin}\n${size}\n${toBase64(root)}\n`;
}

/** @throws TlogError `checkpoint.malformed`. */
export function parseTreeHead(text: string): TreeHead {
  const [origin = '', sizeText = '', rootText = '', ...rest] = text.split('\n');
  const size = decimal(sizeText);
  const root = fromBase64(rootText);
  // Extension lines may follow, none of them empty; the text ends in a newline.
  const tidy = rest.pop() === '' && rest.every((line) => line !== '');
  if (origin === '' || size === undefined || root?.length !== HASH_BYTES || !tidy)
    throw new TlogError('checkpoint.malformed', 'The signed text is not a checkpoint of a log.');
  return { origin, size, root };
}

/**
 * Reads a checkpoint that must be signed by the log.
 *
 * @param keys.log the log's key: its name must be the checkpoint's origin. @param keys.witnesses whose cosignatures are
 * checked too, and must be valid where they are.
 * @throws TlogError `note.*`, `checkpoint.malformed`, `checkpoint.origin`.
 */
export function openCheckpoint(
  crypto: TlogCrypto,
  bytes: Uint8Array,
  keys: { log: VerifierKey; witnesses?: readonly VerifierKey[] },
): Checkpoint {
  const note = parseNote(bytes);
  const verified = verifyNote(crypto, note, [keys.log, ...(keys.witnesses ?? [])]);
  if (!verified.some((one) => one.key === keys.log))
    throw new TlogError('note.unsigned', `No signature of ${keys.log.name} is on it.`);
  const head = parseTreeHead(note.text);
  if (head.origin !== keys.log.name)
    throw new TlogError(
      'checkpoint.origin',
      `This checkpoint is of ${head.origin}, not of ${keys.log.name}.`,
      head.origin,
    );
  return { ...head, note, verified };
}
