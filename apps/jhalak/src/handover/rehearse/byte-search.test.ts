// Byte strings are found wherever they lie, also across blocks, and in data that is mostly runs of one byte.

import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { seededRandom } from '@jhalak/kernel';
import { ByteSearch, NEEDLE_BYTES } from './byte-search.ts';

const SEED = 7;

function randomBytes(random: ReturnType<typeof seededRandom>, length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => random.below(256)));
}

async function found(search: ByteSearch, text: Buffer, blockBytes: number): Promise<string[]> {
  const blocks: Buffer[] = [];
  for (let at = 0; at < text.length; at += blockBytes)
    blocks.push(text.subarray(at, at + blockBytes));
  return [...(await search.find(Readable.from(blocks)))].toSorted();
}

test(`needles are found at every place and across every cut of blocks (seed ${SEED})`, async () => {
  const random = seededRandom(SEED);
  // As values of rows begin: with what is in all data. The last one is nothing else.
  const needles = [
    { name: 'short', bytes: randomBytes(random, NEEDLE_BYTES) },
    { name: 'zeros first', bytes: Buffer.concat([Buffer.alloc(60), randomBytes(random, 9)]) },
    { name: 'zeros last', bytes: Buffer.concat([randomBytes(random, 9), Buffer.alloc(200)]) },
    { name: 'two bytes', bytes: Buffer.alloc(NEEDLE_BYTES, 'ab') },
    { name: 'zeros', bytes: Buffer.alloc(NEEDLE_BYTES) },
  ];
  for (const { name, bytes } of needles)
    for (let round = 0; round < 60; round += 1) {
      const noise = (length: number) => randomBytes(random, length).map((byte) => byte | 1);
      const text = Buffer.concat([noise(random.below(300)), bytes, noise(random.below(300))]);
      const told = await found(new ByteSearch(needles), text, 1 + random.below(text.length));
      const lies = needles.filter((needle) => text.includes(needle.bytes)).map((one) => one.name);
      assert.ok(lies.includes(name));
      assert.deepEqual(told, lies.toSorted(), `round ${round}`);
    }
});

test('a needle that is cut by one byte at either end is not there', async () => {
  const random = seededRandom(SEED);
  const bytes = randomBytes(random, NEEDLE_BYTES);
  const search = new ByteSearch([{ name: 'one', bytes }]);
  assert.deepEqual(await found(search, bytes.subarray(1), 5), []);
  assert.deepEqual(await found(search, bytes.subarray(0, -1), 5), []);
  assert.deepEqual(await found(search, bytes, 5), ['one']);
});
