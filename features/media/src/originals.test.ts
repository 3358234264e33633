// Originals whose days are over, over a real database and a real store.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DAY_MS } from '@jhalak/kernel';
import { openTestParts, type TestParts } from '@jhalak/testing/parts';
import { sourceKey } from './blob-keys.ts';
import { dropSweep, noteOriginal } from './originals.ts';

const MIGRATIONS = [{ owner: 'media', folder: new URL('../migrations/', import.meta.url) }];
let parts: TestParts;
before(async () => {
  parts = await openTestParts({ migrations: MIGRATIONS });
});
after(async () => await parts.close());

test('an original that cannot be sealed away stays, is tried again, and keeps no other one', async () => {
  const { database, blobs, clock, ids } = parts;
  const clips = Array.from({ length: 3 }, () => ids.next());
  for (const videoId of clips) {
    await blobs.putBytes(sourceKey(videoId), Buffer.from(videoId));
    const stored = { blobKey: sourceKey(videoId), storedBytes: 36, storedSha256: 'ab' };
    const sealed = { ...stored, keySealed: Buffer.from('sealed'), bytes: 36, sha256: 'ab' };
    const original = { ...sealed, personId: ids.next(), videoId };
    await database.transaction(async (tx) => await noteOriginal(tx, original, clock.nowMs()));
  }
  clock.advance(31 * DAY_MS);
  const [first = ''] = clips;
  let isDown = true;
  const orders = {
    refuses: () => Promise.resolve(false),
    keepOriginal: () => Promise.resolve(),
    beforeDelete: async (videoId: string) => {
      if (isDown && videoId === first) return await Promise.reject(new Error('no key for it'));
    },
  };
  const sweep = dropSweep({ ...parts, orders }, 30);
  const left = async (): Promise<string[]> => {
    const there = await Promise.all(clips.map(async (id) => await blobs.stat(sourceKey(id))));
    return clips.filter((_, at) => there[at] !== undefined);
  };
  assert.equal(await sweep.run(), 2);
  assert.deepEqual(await left(), [first]);
  isDown = false;
  assert.equal(await sweep.run(), 1);
  assert.deepEqual(await left(), []);
});
