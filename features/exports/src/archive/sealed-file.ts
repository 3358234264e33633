// An archive at rest: AES-256-GCM in chunks under a key of its own, which stands sealed under the person's. Chunks are
// counted in the nonce, and its last byte marks the end (STREAM: Hoang, Reyhanitabar, Rogaway, Vizár 2015), so that a cut or
// reordered file does not open; and any range opens without what is before it.

import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { Blobs } from '@jhalak/ports';

/** Small enough for any memory, large enough that 16 bytes of tag are nothing. */
const CHUNK_BYTES = 65_536;
const TAG_BYTES = 16;
const SEALED_BYTES = CHUNK_BYTES + TAG_BYTES;

/** Eleven bytes that count chunks, and one that is 1 for the last. */
function nonceOf(index: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUIntBE(index, 5, 6);
  nonce[11] = isLast ? 1 : 0;
  return nonce;
}

/** Writes a sealed file, in order. Memory: one chunk. */
export class SealedWriter {
  readonly #file: FileHandle;
  readonly #key: Uint8Array;
  readonly #chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  #used = 0;
  #index = 0;

  /** @param key 32 random bytes, never used for another file. */
  constructor(file: FileHandle, key: Uint8Array) {
    this.#file = file;
    this.#key = key;
  }

  /** Bytes taken so far. */
  get bytes(): number {
    return this.#index * CHUNK_BYTES + this.#used;
  }

  async write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length;) {
      // A full chunk waits for the byte after it: the last one is marked.
      if (this.#used === CHUNK_BYTES) await this.#flush(false);
      const taken = Math.min(CHUNK_BYTES - this.#used, bytes.length - at);
      this.#chunk.set(bytes.subarray(at, at + taken), this.#used);
      this.#used += taken;
      at += taken;
    }
  }

  /** Writes the last chunk; the file is durable when it returns. */
  async end(): Promise<void> {
    await this.#flush(true);
    await this.#file.sync();
  }

  async #flush(isLast: boolean): Promise<void> {
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonceOf(this.#index, isLast));
    const body = cipher.update(this.#chunk.subarray(0, this.#used));
    cipher.final();
    await this.#file.writev([body, cipher.getAuthTag()]);
    if (isLast) return;
    this.#index += 1;
    this.#used = 0;
  }
}

/** A sealed file in the store. */
export interface SealedBlob {
  blobKey: string;
  key: Uint8Array;
  /** Of what was sealed. */
  bytes: number;
}

/**
 * Opens a range, first and last byte inclusive, within the file.
 *
 * @returns undefined when there is no such blob. The stream fails at the first chunk that is not as it was written. Memory:
 * two chunks.
 */
export async function openSealed(
  blobs: Blobs,
  sealed: SealedBlob,
  range: { start: number; end: number },
): Promise<Readable | undefined> {
  const last = Math.max(0, Math.ceil(sealed.bytes / CHUNK_BYTES) - 1);
  const from = Math.floor(range.start / CHUNK_BYTES);
  const to = Math.min(last, Math.floor(range.end / CHUNK_BYTES));
  const whole = sealed.bytes + (last + 1) * TAG_BYTES;
  const stored = await blobs.open(sealed.blobKey, {
    start: from * SEALED_BYTES,
    end: Math.min(whole, (to + 1) * SEALED_BYTES) - 1,
  });
  if (stored === undefined) return undefined;
  const opened = openChunks(stored, sealed.key, { from, last });
  return Readable.from(cut(opened, range.start - from * CHUNK_BYTES, range.end - range.start + 1), {
    objectMode: false,
  });
}

async function* openChunks(
  stored: AsyncIterable<Buffer>,
  key: Uint8Array,
  { from, last }: { from: number; last: number },
): AsyncGenerator<Buffer> {
  let index = from;
  for await (const chunk of chunksOf(stored)) {
    const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(index, index === last), {
      authTagLength: TAG_BYTES,
    });
    const at = chunk.length - TAG_BYTES;
    decipher.setAuthTag(chunk.subarray(at));
    const plain = decipher.update(chunk.subarray(0, at));
    decipher.final();
    yield plain;
    index += 1;
  }
}

async function* chunksOf(stored: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let held: Buffer = Buffer.alloc(0);
  for await (const block of stored) {
    held = held.length === 0 ? block : Buffer.concat([held, block]);
    while (held.length >= SEALED_BYTES) {
      yield held.subarray(0, SEALED_BYTES);
      held = held.subarray(SEALED_BYTES);
    }
  }
  if (held.length > 0) yield held;
}

async function* cut(
  plain: AsyncIterable<Buffer>,
  skip: number,
  bytes: number,
): AsyncGenerator<Buffer> {
  let before = skip;
  let left = bytes;
  for await (const chunk of plain) {
    const part = chunk.subarray(before, before + left);
    before = 0;
    left -= part.length;
    if (part.length > 0) yield part;
    if (left === 0) return;
  }
  throw new Error('a sealed archive is shorter than it was written');
}
