import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { seededRandom } from '@jhalak/kernel';
import type { PdqHash } from '@jhalak/pdq';
import { KnownFrames } from './known-frames.ts';
import { packSpans, spansOf, unpackSpans } from './spans.ts';

/** A clip whose picture changes with each frame, or every so many. */
function framesOf(seed: number, count: number, still = 1): PdqHash[] {
  const random = seededRandom(seed);
  let hash = new Uint8Array(32);
  return Array.from({ length: count }, (_, at) => {
    if (at % still === 0) hash = Uint8Array.from({ length: 32 }, () => random.below(256));
    return { hash, mirrored: hash.map((byte) => byte ^ 0xaa), quality: 100 };
  });
}

test('spans come back from their bytes as they were, and a still picture is one', () => {
  fc.assert(
    fc.property(fc.nat(1_000), fc.nat(60), fc.integer({ min: 1, max: 9 }), (seed, count, still) => {
      const spans = spansOf(framesOf(seed, count, still));
      assert.deepEqual(unpackSpans(packSpans(spans)), spans);
      assert.equal(spans.length, Math.ceil(count / still));
    }),
  );
});

test('a cut of a clip runs in step with it, still or moving, mirrored too; the first added comes first', () => {
  for (const still of [1, 7, 100]) {
    const known = new KnownFrames();
    const frames = framesOf(5, 100, still);
    known.add('other', 1, spansOf(framesOf(6, 100, still)));
    known.add('first', 2, spansOf(frames));
    known.add('again', 3, spansOf(frames));
    const cut = frames.slice(20, 70);
    for (const asked of [
      cut,
      cut.map(({ hash, ...one }) => ({ ...one, hash: one.mirrored, mirrored: hash })),
    ]) {
      const found = known.match(asked);
      assert.deepEqual(
        found.map(({ videoId }) => videoId),
        ['first', 'again'],
        `${still}`,
      );
      if (still === 1) assert.equal(found[0]?.offsetMs, 4_000);
    }
  }
});

test('what is too smooth says nothing, and one picture in common is no copy', () => {
  const known = new KnownFrames();
  const frames = framesOf(8, 60);
  known.add('known', 1, spansOf(frames));
  assert.deepEqual(known.match(frames.map((frame) => ({ ...frame, quality: 10 }))), []);
  const others = framesOf(9, 60);
  const [one] = frames.slice(30);
  assert.ok(one);
  assert.deepEqual(known.match(others.with(30, one)), []);
});

test('when it is full the older half is forgotten and the newer is found', () => {
  const known = new KnownFrames(400);
  for (let at = 0; at < 10; at += 1) known.add(`clip-${at}`, at, spansOf(framesOf(at, 100)));
  assert.deepEqual(known.match(framesOf(1, 100)), []);
  assert.equal(known.match(framesOf(9, 100))[0]?.videoId, 'clip-9');
});
