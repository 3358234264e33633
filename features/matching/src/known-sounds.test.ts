import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { seededRandom } from '@jhalak/kernel';
import { KnownSounds } from './known-sounds.ts';

/** Words without any order, as of sounds that have nothing in common. */
function wordsOf(seed: number, count: number): Uint32Array {
  const random = seededRandom(seed);
  return Uint32Array.from({ length: count }, () => random.below(2 ** 32));
}

/** As an encoder leaves them: in each third word some bits turned over. */
function encoded(words: Uint32Array): Uint32Array {
  return words.map((word, at) => (at % 3 === 0 ? (word ^ 0b1001_0010) >>> 0 : word));
}

test('a part of a known sound is found wherever it begins, after an encoder too, and no other sound is', () => {
  const sounds = new KnownSounds<number>();
  for (let item = 0; item < 40; item += 1) sounds.add(item, wordsOf(item + 1, 240));
  fc.assert(
    fc.property(fc.nat(39), fc.nat(120), fc.integer({ min: 80, max: 120 }), (item, from, count) => {
      const part = encoded(wordsOf(item + 1, 240).slice(from, from + count));
      assert.equal(sounds.match(part)?.item, item);
    }),
  );
  for (let seed = 1_000; seed < 1_200; seed += 1)
    assert.equal(sounds.match(wordsOf(seed, 240)), undefined);
});

test('silence, a tone and a moment of sound say nothing', () => {
  const sounds = new KnownSounds<string>();
  const tone = new Uint32Array(200).fill(0x2f_31_77_a0);
  sounds.add('tone', tone);
  assert.equal(sounds.match(tone), undefined);
  const long = wordsOf(7, 200);
  sounds.add('long', long);
  assert.equal(sounds.match(long.slice(0, 20)), undefined);
  assert.equal(sounds.match(long.slice(0, 60))?.item, 'long');
});

test('sounds of lists are never forgotten, however many come after them', () => {
  const [bounded, listed] = [new KnownSounds<string>(1_000), new KnownSounds<string>(Infinity)];
  for (const sounds of [bounded, listed]) {
    sounds.add('first', wordsOf(1, 240));
    for (let seed = 2; seed < 20; seed += 1) sounds.add('later', wordsOf(seed, 240));
  }
  assert.equal(bounded.match(wordsOf(1, 240)), undefined);
  assert.equal(listed.match(wordsOf(1, 240))?.item, 'first');
});

test('a sound that is left out hides no other one', () => {
  const sounds = new KnownSounds<string>(Infinity);
  for (const item of ['of one list', 'of another']) sounds.add(item, wordsOf(1, 240));
  const heard = sounds.match(wordsOf(1, 240))?.item;
  const other = sounds.match(wordsOf(1, 240), (item) => item !== heard)?.item;
  assert.deepEqual(new Set([heard, other]), new Set(['of one list', 'of another']));
});
