// One original, sealed: AES-256-GCM in chunks (`@jhalak/bags`) under a key of its own, which stands sealed under its person's.
// What erases the person's keys erases every copy of it.

import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { openBlocks, sealBlocks, type SealContext } from '@jhalak/bags';
import type { Blobs, Keys } from '@jhalak/ports';
import { madeKey } from './blob-keys.ts';

const KEY_CLASS = 'content';
const KEY_CONTEXT = 'media_originals.key_sealed';
const SECRET_BYTES = 32;

/** A sealed file, and what was sealed. */
export interface SealedOriginal {
  blobKey: string;
  /** Its own key, sealed under its person's. */
  keySealed: Buffer;
  storedBytes: number;
  /** Lower-case hexadecimal, as the next one. */
  storedSha256: string;
  /** Of what was sealed. */
  bytes: number;
  sha256: string;
}

/** @param runId in the file's name: no two sealings of the same bytes are alike, and bytes under a key never change. */
export interface SealRequest {
  personId: string;
  videoId: string;
  runId: string;
}

/**
 * Seals a stream into the store, durably; nothing speaks of it yet.
 *
 * @throws JhalakError `unavailable` when the person has no keys. `open` is not called then. Memory: two chunks. Cost: reads it once, writes it once.
 */
export async function sealOriginal(
  { blobs, keys }: { blobs: Blobs; keys: Keys },
  { personId, videoId, runId }: SealRequest,
  open: () => AsyncIterable<Uint8Array>,
): Promise<SealedOriginal> {
  const secret = randomBytes(SECRET_BYTES);
  // Before the bytes: nothing is written for somebody who is gone.
  const keySealed = await keys.seal(personId, KEY_CLASS, KEY_CONTEXT, secret);
  const blobKey = madeKey('sources', videoId, runId, 'sealed');
  const hash = createHash('sha256');
  let bytes = 0;
  const counted = async function* (): AsyncGenerator<Uint8Array> {
    for await (const block of open()) {
      hash.update(block);
      bytes += block.length;
      yield block;
    }
  };
  const salt = randomBytes(SECRET_BYTES);
  const sealed = sealBlocks(counted(), contextOf(secret, videoId, blobKey), salt);
  const stored = await blobs.putStream(blobKey, sealed);
  const { bytes: storedBytes, sha256: storedSha256 } = stored;
  return { blobKey, keySealed, storedBytes, storedSha256, bytes, sha256: hash.digest('hex') };
}

/** @returns the file's own key; undefined when its person was erased. @throws UnopenableError as `Keys.open` does. */
export async function secretOf(
  keys: Keys,
  personId: string,
  keySealed: Uint8Array,
): Promise<Buffer | undefined> {
  return await keys.open(personId, KEY_CLASS, KEY_CONTEXT, keySealed);
}

/** @returns what was sealed; the stream fails at the first byte that is not as it was written. Memory: two chunks. */
export function unsealOriginal(
  stored: AsyncIterable<Uint8Array>,
  secret: Uint8Array,
  { videoId, blobKey }: { videoId: string; blobKey: string },
): Readable {
  const opened = openBlocks(stored, contextOf(secret, videoId, blobKey));
  return Readable.from(opened, { objectMode: false });
}

function contextOf(secret: Uint8Array, videoId: string, blobKey: string): SealContext {
  return { packageKey: secret, packageId: videoId, path: blobKey };
}
