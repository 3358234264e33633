// The file of the part that is under way: gathered in one block, hashed while the block is being written, synced at the end.

import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { PackageError } from './errors.ts';
import type { Pace } from './pace.ts';

/** Written at once, whatever the sizes in which a source hands on its bytes. */
const BLOCK_BYTES = 1 << 20;

/** Writes parts one after another through the same block. */
export class PartialFile {
  readonly #path: string;
  readonly #pace: Pace;
  readonly #bytesMax: number;
  readonly #block = Buffer.allocUnsafe(BLOCK_BYTES);

  /** @param bytesMax a part of more is refused. */
  constructor(path: string, pace: Pace, bytesMax: number) {
    this.#path = path;
    this.#pace = pace;
    this.#bytesMax = bytesMax;
  }

  /**
   * @param where for messages. @returns size and digest of what is on the disk now.
   * @throws PackageError `part.too_large`, and whatever the source throws.
   */
  async write(
    blocks: AsyncIterable<Uint8Array>,
    where: string,
  ): Promise<{ bytes: number; sha512: string }> {
    const hash = createHash('sha512');
    const handle = await open(this.#path, 'w');
    let bytes = 0;
    let used = 0;
    const flush = async () => {
      const full = this.#block.subarray(0, used);
      const written = handle.writeFile(full);
      hash.update(full);
      await written;
      await this.#pace.pass(used);
      used = 0;
    };
    try {
      for await (const block of blocks) {
        bytes += block.length;
        if (bytes > this.#bytesMax)
          throw new PackageError('part.too_large', 'A part is larger than a bag.', where);
        for (let at = 0; at < block.length;) {
          const taken = Math.min(BLOCK_BYTES - used, block.length - at);
          this.#block.set(block.subarray(at, at + taken), used);
          used += taken;
          at += taken;
          if (used === BLOCK_BYTES) await flush();
        }
      }
      if (used > 0) await flush();
      await handle.datasync();
    } finally {
      await handle.close();
    }
    return { bytes, sha512: hash.digest('hex') };
  }
}
