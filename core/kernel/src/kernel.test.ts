import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  cleanText,
  hashtagsOf,
  isUuid,
  ManualClock,
  seededRandom,
  uuidBytes,
  writeUuid,
  uuidFromBytes,
  uuidv7Ids,
} from './index.ts';

test('ids sort in the order they were minted, also when the clock steps back', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 300 }),
      (steps) => {
        const clock = new ManualClock(1_700_000_000_000);
        const ids = uuidv7Ids(clock, seededRandom(1));
        const minted = steps.map((step) => {
          clock.advance(step);
          return ids.next();
        });
        assert.deepEqual(minted, minted.toSorted());
        assert.equal(new Set(minted).size, minted.length);
        for (const id of minted) {
          assert.ok(isUuid(id));
          assert.equal(id[14], '7');
          assert.equal(uuidFromBytes(uuidBytes(id)), id);
          const room = new Uint8Array(20);
          writeUuid(id, room, 3);
          assert.equal(uuidFromBytes(room.subarray(3, 19)), id);
          assert.throws(() => writeUuid(id, room, 5), RangeError);
        }
      },
    ),
  );
});

test('five thousand ids in one millisecond stay distinct and ordered', () => {
  const ids = uuidv7Ids(new ManualClock(1_700_000_000_000), seededRandom(2));
  const minted = Array.from({ length: 5_000 }, () => ids.next());
  assert.equal(new Set(minted).size, 5_000);
  assert.deepEqual(minted, minted.toSorted());
});

test('a seed gives the same numbers again and another seed does not', () => {
  const draw = (seed: number): number[] => {
    const random = seededRandom(seed);
    return Array.from({ length: 50 }, () => random.next());
  };
  assert.deepEqual(draw(7), draw(7));
  assert.notDeepEqual(draw(7), draw(8));
});

test('hashtags keep nine scripts whole', () => {
  for (const word of [
    'विज्ञान',
    'அறிவியல்',
    'విజ్ఞానం',
    'বিজ্ঞান',
    'વિજ્ઞાન',
    'ವಿಜ್ಞಾನ',
    'ശാസ്ത്രം',
    'ਵਿਗਿਆਨ',
    'science',
  ]) {
    assert.deepEqual(hashtagsOf(`x #${word} y`, 10), [word]);
  }
});

test('cleaned text holds no overrides, no controls, and joiners survive', () => {
  assert.equal(cleanText(' a\u202eb\u0000c\u200b '), 'abc');
  assert.equal(cleanText('क्\u200dष'), 'क्\u200dष');
  assert.ok(cleanText(`e${'\u0301'.repeat(500)}`).length < 20);
  // What nobody sees between the marks parts them from nothing.
  for (const between of ['\u200d', '\u200c', '\u00ad', '\u034f'])
    assert.ok(cleanText(`e${`${'\u0301'.repeat(8)}${between}`.repeat(500)}`).length < 20, between);
  assert.equal(cleanText('👩\u200d👩\u200d👧'), '👩\u200d👩\u200d👧');
  const chain = cleanText('क्'.repeat(100));
  assert.ok(
    chain.split('\u200c').every((part) => part.length <= 16),
    'a line can break in it',
  );
  assert.equal(cleanText(chain), chain);
  for (const word of ['कार्त्स्न्य', 'രാഷ്ട്രീയം', 'ক্ষ্ম্য']) assert.equal(cleanText(word), word);
  for (const unseen of [
    '\u200d',
    '\u200c \u00ad',
    '\u3164',
    '\u2800\u2800',
    '\ufe0f',
    ' \u00a0\u2003',
  ])
    assert.equal(cleanText(unseen), '', JSON.stringify(unseen));
  assert.equal(cleanText('\u0301'), '\u0301', 'a mark alone is seen');
});
