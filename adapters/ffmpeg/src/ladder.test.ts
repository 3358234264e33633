import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MediaError } from '@jhalak/ports';
import fc from 'fast-check';
import { buildLadder, LADDER_MAX, MAX_ASPECT, MIN_SIDE_PX } from './ladder.ts';

const SIDE_MAX_PX = 8192;

function sizes(widthPx: number, heightPx: number, av1 = true): string[] {
  return buildLadder({ widthPx, heightPx }, { av1 }).map(
    (one) => `${one.widthPx}x${one.heightPx}${one.codec === 'av1' ? ' av1' : ''}`,
  );
}

test('a ladder never upscales, has even sides, ascends, and keeps the shape', () => {
  const side = fc.integer({ min: MIN_SIDE_PX, max: SIDE_MAX_PX });
  fc.assert(
    fc.property(side, side, fc.boolean(), (widthPx, heightPx, av1) => {
      const aspect = Math.max(widthPx, heightPx) / Math.min(widthPx, heightPx);
      fc.pre(aspect <= MAX_ASPECT);
      const ladder = buildLadder({ widthPx, heightPx }, { av1 });
      const codecs = ladder.map(({ codec }) => codec);
      assert.deepEqual([codecs[0], codecs.at(-1)], ['h264', 'h264'], 'the smallest and the best');
      assert.ok(av1 || !codecs.includes('av1'));
      assert.ok(ladder.length >= 1 && ladder.length <= LADDER_MAX);
      ladder.forEach((one, i) => {
        assert.ok(one.widthPx <= widthPx && one.heightPx <= heightPx, 'never upscaled');
        assert.ok(one.widthPx % 2 === 0 && one.heightPx % 2 === 0, 'even');
        assert.ok(one.widthPx >= 2 && one.heightPx >= 2);
        const previous = ladder[i - 1];
        if (previous) {
          assert.ok(one.heightPx > previous.heightPx && one.widthPx > previous.widthPx);
          assert.ok(one.maxBitrateBps > previous.maxBitrateBps);
          assert.notEqual(one.name, previous.name);
        }
        // A side is off by less than 2 pixels (even, and never above the source).
        const bend = Math.abs((one.widthPx / one.heightPx) * (heightPx / widthPx) - 1);
        assert.ok(bend <= 2 / one.widthPx + 2 / one.heightPx, `${bend}`);
      });
    }),
  );
});

test('360 comes first, 540 in AV1 between and 1080 last wherever the source has them', () => {
  const side = fc.integer({ min: 1080, max: 2160 });
  fc.assert(
    fc.property(side, fc.integer({ min: 100, max: 177 }), (shortPx, percent) => {
      const longPx = Math.floor((shortPx * percent) / 100);
      const rungs = buildLadder({ widthPx: shortPx, heightPx: longPx }, { av1: true });
      assert.deepEqual(
        rungs.map((one) => `${Math.min(one.widthPx, one.heightPx)} ${one.codec}`),
        ['360 h264', '540 av1', '720 h264', '1080 h264'],
      );
    }),
  );
});

test('known sizes get the expected ladders', () => {
  assert.deepEqual(sizes(720, 1280), ['360x640', '540x960 av1', '720x1280']);
  assert.deepEqual(sizes(720, 1280, false), ['360x640', '720x1280'], 'no AV1 encoder');
  assert.deepEqual(sizes(3840, 2160), ['640x360', '960x540 av1', '1280x720', '1920x1080']);
  assert.deepEqual(sizes(1600, 900), ['640x360', '960x540 av1', '1280x720', '1600x900']);
  assert.deepEqual(sizes(1440, 810), ['640x360', '960x540 av1', '1280x720'], 'close to 720');
  assert.deepEqual(sizes(176, 144), ['176x144']);
  assert.deepEqual(sizes(720, 480), ['540x360', '720x480'], 'nothing between');
  assert.deepEqual(sizes(1066, 600), ['640x360', '1066x600'], 'too little between');
  assert.deepEqual(sizes(640, 400), ['576x360'], 'a last rung close to the first is left out');
  assert.deepEqual(sizes(3026, 1386), ['786x360', '1178x540 av1', '1572x720']);
  assert.deepEqual(sizes(641, 361), ['640x360'], 'odd sides');
  assert.deepEqual(sizes(4000, 1000), ['1440x360', '1920x480'], 'the long side is bounded');
});

test('a picture in which nothing can be seen is refused', () => {
  const code = (widthPx: number, heightPx: number): string => {
    try {
      buildLadder({ widthPx, heightPx }, { av1: true });
      return 'taken';
    } catch (thrown) {
      return thrown instanceof MediaError ? thrown.code : String(thrown);
    }
  };
  assert.equal(code(MIN_SIDE_PX - 1, 400), 'media.too_small');
  assert.equal(code(0, 0), 'media.too_small');
  assert.equal(code(Number.NaN, 400), 'media.too_small');
  assert.equal(code(100 * MAX_ASPECT, 100), 'taken');
  assert.equal(code(100 * MAX_ASPECT + 1, 100), 'media.shape_unsupported');
});
