import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { chooseCut, type TinyPicture } from './attention.ts';
import { ASPECT, planPicture } from './picture-plan.ts';

function paint(
  widthPx: number,
  heightPx: number,
  pixel: (x: number, y: number) => readonly [number, number, number],
): TinyPicture {
  const rgb = new Uint8Array(widthPx * heightPx * 3);
  for (let y = 0; y < heightPx; y += 1) {
    for (let x = 0; x < widthPx; x += 1) rgb.set(pixel(x, y), (y * widthPx + x) * 3);
  }
  return { widthPx, heightPx, rgb };
}

const SKY = [120, 140, 160] as const;
const checks = (x: number, y: number): readonly [number, number, number] =>
  (x + y) % 2 === 0 ? [20, 20, 20] : [230, 230, 230];

test('the cut goes where something is sharp, left and right', () => {
  for (const from of [4, 100]) {
    const tiny = paint(128, 72, (x, y) => (x >= from && x < from + 20 ? checks(x, y) : SKY));
    const cut = chooseCut(tiny, ASPECT, 128 / 72);
    const middle = (from + 10) / 128;
    assert.ok(cut.x <= middle && middle <= cut.x + cut.width, `${cut.x} misses ${middle}`);
  }
});

test('a face is kept rather than a calm field, whatever its tone', () => {
  for (const skin of [
    [225, 172, 150],
    [170, 115, 85],
    [90, 58, 40],
  ] as const) {
    const tiny = paint(128, 72, (x, y) => (Math.hypot(x - 108, y - 28) < 11 ? skin : SKY));
    const cut = chooseCut(tiny, ASPECT, 128 / 72);
    assert.ok(cut.x <= 97 / 128 && cut.x + cut.width >= 117 / 128, `${skin.join()}: ${cut.x}`);
    assert.ok(cut.focus.y < 0.5, 'the eye goes up');
  }
});

test('an even picture is cut in its middle', () => {
  const cut = chooseCut(
    paint(128, 72, () => SKY),
    ASPECT,
    128 / 72,
  );
  assert.ok(Math.abs(cut.x + cut.width / 2 - 0.5) < 0.02);
  assert.ok(Math.abs(cut.focus.x - 0.5) < 0.01);
});

test('every cut lies inside its picture and has the shape, for every size', () => {
  const sides = fc.integer({ min: 240, max: 6_000 });
  fc.assert(
    fc.property(
      sides,
      fc.integer({ min: 430, max: 6_000 }),
      fc.integer(),
      (widthPx, heightPx, seed) => {
        const tiny = paint(32, 32, (x, y) => {
          const value = ((x * 31 + y * 17) ^ seed) & 255;
          return [value, (value * 7) & 255, (value * 3) & 255];
        });
        const cut = chooseCut(tiny, ASPECT, widthPx / heightPx);
        const plan = planPicture({ widthPx, heightPx }, cut);
        assert.ok(plan.cut.x >= 0 && plan.cut.x + plan.cut.widthPx <= widthPx);
        assert.ok(plan.cut.y >= 0 && plan.cut.y + plan.cut.heightPx <= heightPx);
        assert.ok(Math.abs(plan.cut.widthPx / plan.cut.heightPx - ASPECT) < 0.01);
        assert.ok(cut.focus.x >= 0 && cut.focus.x <= 1 && cut.focus.y >= 0 && cut.focus.y <= 1);
        assert.ok(plan.sizes.length >= 1 && plan.sizes.every((size) => size.heightPx % 2 === 0));
      },
    ),
    { numRuns: 300 },
  );
});
