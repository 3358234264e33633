// Sealed parts: AES-256-GCM in chunks, so that a part of any size is written and opened in little memory and nothing of a cut,
// reordered or exchanged part is ever given out as whole. The construction is STREAM (Hoang, Reyhanitabar, Rogaway, Vizár
// 2015), as age uses it: the nonce counts chunks, and its last byte says which one is the last.

import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createSecretKey,
  hkdfSync,
  type KeyObject,
} from 'node:crypto';
import { PackageError } from './errors.ts';

/** Large enough that the 16 bytes of each tag are nothing, small enough for any memory. */
const CHUNK_BYTES = 65_536;
const TAG_BYTES = 16;
const SALT_BYTES = 32;
const KEY_BYTES = 32;
/** First bytes of a sealed part. */
const MAGIC = Buffer.from('jhalak sealed 1\n');
const HEADER_BYTES = MAGIC.length + SALT_BYTES;

/** What a part is sealed under. */
export interface SealContext {
  /** The package's key, 32 bytes. */
  packageKey: Uint8Array;
  packageId: string;
  /** The part's path in its bag: a part that was moved does not open. */
  path: string;
}

/** @returns what may be told of a key before it is released: whoever gets a key knows at once whether it is the right one. */
export function keyCommitment(packageKey: Uint8Array, packageId: string): string {
  return createHash('sha256')
    .update(`jhalak package key 1\n${packageId}\n`)
    .update(packageKey)
    .digest('hex');
}

/** Every part has a key of its own, so that a nonce which counts from zero is never used twice. */
function partKey({ packageKey, packageId, path }: SealContext, salt: Uint8Array): KeyObject {
  if (packageKey.length !== KEY_BYTES)
    throw new PackageError('key.malformed', 'A package key has 32 bytes.');
  const info = `jhalak sealed part 1\n${packageId}\n${path}`;
  return createSecretKey(Buffer.from(hkdfSync('sha256', packageKey, salt, info, KEY_BYTES)));
}

/** Eleven bytes that count chunks, and one that is 1 for the last. */
function nonceOf(index: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUIntBE(index, 5, 6);
  nonce[11] = isLast ? 1 : 0;
  return nonce;
}

/**
 * @param salt 32 random bytes, new for each writing of a part.
 * @returns the sealed part's bytes. Memory: two chunks. Cost: about a second a gigabyte with AES instructions.
 */
export async function* sealBlocks(
  source: AsyncIterable<Uint8Array>,
  context: SealContext,
  salt: Uint8Array,
): AsyncGenerator<Buffer> {
  const key = partKey(context, salt);
  yield Buffer.concat([MAGIC, salt]);
  for await (const { chunk, index, isLast } of chunksOf(source, CHUNK_BYTES)) {
    const cipher = createCipheriv('aes-256-gcm', key, nonceOf(index, isLast));
    yield cipher.update(chunk);
    cipher.final();
    yield cipher.getAuthTag();
  }
}

/**
 * @returns the opened bytes; each chunk is checked before it is given out, and the end is an end only when the last chunk says
 * so. @throws PackageError `part.seal` for a wrong key, another path, or any byte that is changed, lost, added or moved.
 */
export async function* openBlocks(
  source: AsyncIterable<Uint8Array>,
  context: SealContext,
): AsyncGenerator<Buffer> {
  const blocks = source[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  while (head.length < HEADER_BYTES) {
    const next = await blocks.next();
    if (next.done === true) throw sealFault(context.path);
    head = Buffer.concat([head, next.value]);
  }
  if (!head.subarray(0, MAGIC.length).equals(MAGIC)) throw sealFault(context.path);
  const key = partKey(context, head.subarray(MAGIC.length, HEADER_BYTES));
  const rest = restOf(head.subarray(HEADER_BYTES), blocks);
  for await (const { chunk, index, isLast } of chunksOf(rest, CHUNK_BYTES + TAG_BYTES)) {
    // Only a part that is empty may end in an empty chunk: one content has one length.
    if (chunk.length < TAG_BYTES || (chunk.length === TAG_BYTES && index > 0))
      throw sealFault(context.path);
    const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(index, isLast), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAuthTag(chunk.subarray(chunk.length - TAG_BYTES));
    const opened = decipher.update(chunk.subarray(0, chunk.length - TAG_BYTES));
    try {
      decipher.final();
    } catch (cause) {
      throw sealFault(context.path, cause);
    }
    if (opened.length > 0) yield opened;
  }
}

function sealFault(path: string, cause?: unknown): PackageError {
  return new PackageError('part.seal', 'A sealed part does not open as a whole.', path, cause);
}

async function* restOf(
  first: Uint8Array,
  blocks: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    yield first;
    for (let next = await blocks.next(); next.done !== true; next = await blocks.next())
      yield next.value;
  } finally {
    await blocks.return?.();
  }
}

/**
 * Cuts a stream into chunks of one size; the last one is shorter or as long, and empty only when there is nothing at all. A
 * chunk is good until the next one is asked for: both callers have made their own bytes of it by then.
 */
async function* chunksOf(
  source: AsyncIterable<Uint8Array>,
  size: number,
): AsyncGenerator<{ chunk: Buffer; index: number; isLast: boolean }> {
  const held = Buffer.allocUnsafe(size);
  let used = 0;
  let index = 0;
  for await (const block of source) {
    for (let at = 0; at < block.length;) {
      if (used === size) {
        yield { chunk: held, index, isLast: false };
        used = 0;
        index += 1;
      }
      const taken = Math.min(size - used, block.length - at);
      held.set(block.subarray(at, at + taken), used);
      used += taken;
      at += taken;
    }
  }
  yield { chunk: held.subarray(0, used), index, isLast: true };
}
