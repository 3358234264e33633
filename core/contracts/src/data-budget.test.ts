import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CLIPS_TO_LAST, clipsToPrepare, fittingEncodings } from './data-budget.ts';

const encoding = fc.record({
  codec: fc.constantFrom('avc1.64001f,mp4a.40.2', 'avc1.42c01e,mp4a.40.2', 'av01.0.04M.08'),
  bytes: fc.integer({ min: 1_000, max: 20_000_000 }),
});

test('whoever plays a codec is always left its smallest encoding, and nothing else beyond its part', () => {
  fc.assert(
    fc.property(
      fc.array(encoding, { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 0, max: 1_000_000_000 }),
      (encodings, leftBytes) => {
        const fit = fittingEncodings(encodings, leftBytes);
        for (const family of ['avc1', 'av01']) {
          const [first, ...more] = fit.filter(({ codec }) => codec.startsWith(family));
          assert.equal(
            first,
            encodings.find(({ codec }) => codec.startsWith(family)),
          );
          assert(more.every(({ bytes }) => bytes <= leftBytes / CLIPS_TO_LAST));
        }
      },
    ),
  );
});

test('the less is left, the fewer clips are prepared', () => {
  const clips = [400_000, 1_000_000];
  assert.deepEqual(
    [30_000_000, 24_000_000, 23_000_000, 6_000_000, 5_000_000, 0].map((left) =>
      clipsToPrepare(clips, left),
    ),
    [2, 2, 1, 1, 0, 0],
  );
});
