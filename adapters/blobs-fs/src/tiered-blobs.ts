// Two stores as one: what is put lies in the hot one, and can be moved to the cold one and back. Reading asks the hot one first,
// so that a blob that is in both after a move that was killed is the one that was put last.

import type { BlobInfo, BlobPlace, Blobs, BlobTiers } from '@jhalak/ports';
import type { Readable } from 'node:stream';

type Stat = NonNullable<Awaited<ReturnType<Blobs['stat']>>>;

/** @returns one store over both. Cost: a blob in the cold one costs one more question to the file system. */
export function tieredBlobs(hot: Blobs, cold: Blobs): Blobs & BlobTiers {
  return new TieredBlobs(hot, cold);
}

class TieredBlobs implements Blobs, BlobTiers {
  readonly #hot: Blobs;
  readonly #cold: Blobs;

  constructor(hot: Blobs, cold: Blobs) {
    this.#hot = hot;
    this.#cold = cold;
  }

  async putFile(key: string, path: string): Promise<BlobInfo> {
    return await this.#hot.putFile(key, path);
  }

  async putBytes(key: string, bytes: Uint8Array): Promise<BlobInfo> {
    return await this.#hot.putBytes(key, bytes);
  }

  async putStream(key: string, source: AsyncIterable<Uint8Array>): Promise<BlobInfo> {
    return await this.#hot.putStream(key, source);
  }

  async stat(key: string): Promise<Stat | undefined> {
    return await this.#either(async (blobs, place) => {
      const stat = await blobs.stat(key);
      return stat && { ...stat, mark: `${place} ${stat.mark}` };
    });
  }

  async open(key: string, range?: { start: number; end: number }): Promise<Readable | undefined> {
    return await this.#either(async (blobs) => await blobs.open(key, range));
  }

  async read(key: string): Promise<Buffer | undefined> {
    return await this.#either(async (blobs) => await blobs.read(key));
  }

  async copyTo(key: string, path: string): Promise<boolean> {
    const copied = await this.#either(async (blobs) =>
      (await blobs.copyTo(key, path)) ? true : undefined,
    );
    return copied ?? false;
  }

  // The hot one first: a move that copies at this moment looks there when it is done.
  async delete(key: string, mark?: string): Promise<void> {
    const [, place, own] = /^(hot|cold) (.*)$/su.exec(mark ?? '') ?? [];
    if (mark !== undefined && own === undefined) throw new RangeError('a mark comes from `stat`');
    if (place !== 'cold') await this.#hot.delete(key, own);
    // What was put anew is in the hot one: in the cold one lies nothing but what was meant.
    await this.#cold.delete(key, place === 'cold' ? own : undefined);
  }

  async *list(prefix: string): AsyncIterable<string> {
    const [hot, cold] = [this.#hot, this.#cold].map((blobs) =>
      blobs.list(prefix)[Symbol.asyncIterator](),
    );
    if (hot === undefined || cold === undefined) return;
    try {
      let [one, other] = [await hot.next(), await cold.next()];
      while (one.done !== true || other.done !== true) {
        const isOne = other.done === true || (one.done !== true && one.value <= other.value);
        const isOther = one.done === true || (other.done !== true && other.value <= one.value);
        yield isOne ? (one.value as string) : (other.value as string);
        if (isOne) one = await hot.next();
        if (isOther) other = await cold.next();
      }
    } finally {
      await hot.return?.();
      await cold.return?.();
    }
  }

  async placeOf(key: string): Promise<BlobPlace | undefined> {
    const [hot, cold] = [await this.#hot.stat(key), await this.#cold.stat(key)];
    if (hot !== undefined) return cold === undefined ? 'hot' : 'both';
    return cold && 'cold';
  }

  async cool(key: string): Promise<'moved' | 'there' | 'gone'> {
    return await moved(key, this.#hot, this.#cold);
  }

  async warm(key: string): Promise<'moved' | 'there' | 'gone'> {
    const source = await this.#hot.open(key);
    if (source === undefined) return await moved(key, this.#cold, this.#hot);
    const before = await this.#cold.stat(key);
    if (before === undefined) {
      source.destroy();
      return 'there';
    }
    // Of a move that was killed, or put anew: the hot one is what counts. Put once more, so that a worker that has just copied it
    // to the cold one does not take it for what it copied: it would delete here what is deleted there.
    await this.#hot.putStream(key, source);
    if ((await this.#cold.stat(key)) === undefined) return 'gone';
    await this.#cold.delete(key, before.mark);
    return 'there';
  }

  // Moved to the cold one between two questions it is there; moved back meanwhile, it is in the hot one again.
  async #either<Result>(
    ask: (blobs: Blobs, place: 'hot' | 'cold') => Promise<Result | undefined>,
  ): Promise<Result | undefined> {
    return (
      (await ask(this.#hot, 'hot')) ??
      (await ask(this.#cold, 'cold')) ??
      (await ask(this.#hot, 'hot'))
    );
  }
}

// It goes from the one place only as the very file that was copied.
async function moved(key: string, from: Blobs, to: Blobs): Promise<'moved' | 'there' | 'gone'> {
  const before = await from.stat(key);
  const source = before && (await from.open(key));
  if (before === undefined || source === undefined)
    return (await to.stat(key)) === undefined ? 'gone' : 'there';
  const { bytes } = await to.putStream(key, source);
  if (bytes !== before.bytes) throw new Error('a blob changed while it was moved');
  if ((await from.stat(key)) === undefined) return 'gone';
  await from.delete(key, before.mark);
  return 'moved';
}
