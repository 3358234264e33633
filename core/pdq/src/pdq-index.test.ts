import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { alignClips } from './align.ts';
import { PDQ_DISTANCE_MAX, PdqIndex } from './pdq-index.ts';
import { distanceOf, hashFromHex, hashToHex, pdqHash } from './pdq.ts';

const hash = fc.uint8Array({ minLength: 32, maxLength: 32 });
/** Bits of it that are turned over. */
const flips = (most: number) => fc.uniqueArray(fc.nat(255), { maxLength: most });

function flipped(of: Uint8Array, bits: readonly number[]): Uint8Array {
  const copy = Uint8Array.from(of);
  for (const bit of bits) copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return copy;
}

test('an index finds exactly what looking at every hash finds, however many came late', () => {
  const stored = fc.array(hash, { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(stored, fc.nat(39), flips(60), fc.nat(40), (hashes, pick, bits, listed) => {
      const index = new PdqIndex<number>();
      const asked = flipped(hashes[pick % hashes.length] ?? new Uint8Array(32), bits);
      for (const [place, one] of hashes.entries()) {
        index.add(one, place);
        if (place === listed) fill(index);
      }
      const found = index.near(asked).filter(({ item }) => item >= 0);
      const expected = [...hashes.entries()]
        .map(([item, one]) => ({ item, distance: distanceOf(asked, one) }))
        .filter(({ distance }) => distance <= PDQ_DISTANCE_MAX);
      const byItem = (one: { item: number }, other: { item: number }): number =>
        one.item - other.item;
      assert.deepEqual(found.toSorted(byItem), expected.toSorted(byItem));
    }),
    { numRuns: 60 },
  );
});

/** So many strangers that the next question makes lists of them; far from each other and from small hashes. */
function fill(index: PdqIndex<number>): void {
  const one = new Uint8Array(32);
  for (let place = 0; place < 4_200; place += 1) {
    for (let byte = 0; byte < 32; byte += 1)
      one[byte] = Math.imul(place + 7, 2_654_435_761 + byte * 40_503) >>> 13;
    index.add(one, -1);
  }
  index.near(one);
}

test('a hash is its 64 digits, and nothing else is one', () => {
  fc.assert(fc.property(hash, (one) => assert.deepEqual(hashFromHex(hashToHex(one)), one)));
  for (const text of ['', 'f'.repeat(63), 'g'.repeat(64), `${'f'.repeat(64)}\n`])
    assert.equal(hashFromHex(text), undefined, text);
});

test('pictures without anything in them say so, and what is no picture is refused', () => {
  const even = pdqHash({ luma: new Uint8Array(64 * 64).fill(80), width: 64, height: 64 });
  assert.equal(even.quality, 0);
  for (const [width, height, count] of [
    [4, 64, 256],
    [64, 64, 4_095],
    [Number.NaN, 64, 0],
  ] as const)
    assert.throws(() => pdqHash({ luma: new Uint8Array(count), width, height }), RangeError);
});

test('clips run in step where most frames agree on the time between, not where one frame is everywhere', () => {
  const step = [0, 1, 2, 3, 4].map((second) => ({
    atMs: second * 1_000,
    knownAtMs: second * 1_000 + 7_300,
  }));
  const logo = [0, 1, 2, 3, 4, 5, 6, 7, 8].map((second) => ({
    atMs: 9_000,
    knownAtMs: second * 1_000,
  }));
  assert.deepEqual(alignClips([...logo, ...step], 1_000), {
    ...{ offsetMs: 7_300, frames: 5, fromMs: 0, toMs: 4_000 },
  });
  assert.equal(alignClips(logo, 1_000)?.frames, 1);
  assert.equal(alignClips([], 1_000), undefined);
});
