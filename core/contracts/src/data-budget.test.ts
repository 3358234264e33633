import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CLIPS_TO_LAST, clipsToPrepare, fittingEncodings } from './data-budget.ts';

const encoding = fc.record({ bytes: fc.integer({ min: 1_000, max: 20_000_000 }) });

test('the first encoding is always left, and of the others what keeps to its part', () => {
  fc.assert(
    fc.property(
      fc.array(encoding, { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 0, max: 1_000_000_000 }),
      (encodings, leftBytes) => {
        const [first, ...others] = encodings;
        assert.deepEqual(fittingEncodings(encodings, leftBytes), [
          first,
          ...others.filter(({ bytes }) => bytes <= leftBytes / CLIPS_TO_LAST),
        ]);
      },
    ),
  );
});

test('an AV1 encoding that does not fit goes like any other', () => {
  const encodings = [
    { codec: 'avc1.64001e,mp4a.40.2', bytes: 900_000 },
    { codec: 'av01.0.04M.08,mp4a.40.2', bytes: 1_000_000 },
    { codec: 'avc1.64001f,mp4a.40.2', bytes: 2_500_000 },
  ];
  const codecs = (leftBytes: number): string[] =>
    fittingEncodings(encodings, leftBytes).map(({ codec }) => codec.slice(0, 4));
  assert.deepEqual(codecs(0), ['avc1']);
  assert.deepEqual(codecs(CLIPS_TO_LAST * 1_000_000), ['avc1', 'av01']);
  assert.deepEqual(codecs(CLIPS_TO_LAST * 2_500_000), ['avc1', 'av01', 'avc1']);
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
