import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { openTestParts } from '@jhalak/testing/parts';
import { openSealed, SealedWriter } from './sealed-file.ts';

/** Around the edges of one chunk and of two. */
const SIZES = [1, 65_535, 65_536, 65_537, 131_072, 200_003];

test('any range opens to what was written, and nothing changed, cut or lengthened does', async () => {
  const parts = await openTestParts();
  const { blobs, folder } = parts;
  try {
    for (const size of SIZES) {
      const key = randomBytes(32);
      const plain = randomBytes(size);
      const path = join(folder, `sealed-${size}`);
      await seal(path, key, plain);
      const blobKey = `exports/sealed/${size}`;
      await blobs.putFile(blobKey, path);
      const read = async (start: number, end: number, from = blobKey): Promise<Buffer> => {
        const stream = await openSealed(blobs, { blobKey: from, key, bytes: size }, { start, end });
        const got: Buffer[] = [];
        for await (const piece of stream ?? []) got.push(piece as Buffer);
        return Buffer.concat(got);
      };
      const last = size - 1;
      const marks = [0, 1, 65_534, 65_535, 65_536, 131_071, last].filter((at) => at <= last);
      for (const start of marks)
        for (const end of marks.filter((at) => at >= start))
          assert.ok(
            (await read(start, end)).equals(plain.subarray(start, end + 1)),
            `${size} ${start}`,
          );

      const sealed = (await blobs.read(blobKey)) ?? Buffer.alloc(0);
      const changed = Buffer.from(sealed);
      changed[Math.floor(size / 2)] = (changed[Math.floor(size / 2)] ?? 0) ^ 1;
      await blobs.putBytes(`exports/changed/${size}`, changed);
      await assert.rejects(read(0, last, `exports/changed/${size}`), `${size}: a flipped bit`);
      // A byte less, and a whole chunk less.
      for (const left of [sealed.length - 1, 65_552].filter((bytes) => bytes < sealed.length)) {
        await blobs.putBytes(`exports/cut/${size}-${left}`, sealed.subarray(0, left));
        await assert.rejects(read(0, last, `exports/cut/${size}-${left}`), `${size}: ${left} left`);
      }
      assert.equal(
        await openSealed(
          blobs,
          { blobKey: 'exports/none/1', key, bytes: size },
          { start: 0, end: last },
        ),
        undefined,
      );
    }
  } finally {
    await parts.close();
  }
});

async function seal(path: string, key: Uint8Array, plain: Buffer): Promise<void> {
  const file = await open(path, 'w');
  try {
    const writer = new SealedWriter(file, key);
    // In uneven pieces, as a ZIP writer gives them.
    for (let at = 0; at < plain.length; at += 7_001)
      await writer.write(plain.subarray(at, at + 7_001));
    assert.equal(writer.bytes, plain.length);
    await writer.end();
  } finally {
    await file.close();
  }
}
