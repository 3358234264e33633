import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { Canvas, linear, radial } from './canvas.ts';
import { ramp } from './colour.ts';
import { FULL } from './blend.ts';
import { Rasteriser } from './rasteriser.ts';

const WHITE = [255, 255, 255] as const;
const SIDE = 64;

function pixelAt({ bytes, width }: Canvas, x: number, y: number): number[] {
  return [...bytes.subarray((y * width + x) * 4, (y * width + x) * 4 + 3)];
}

/** The covered area in pixels, as the red channel of white on black tells it. */
function litArea({ bytes }: Canvas): number {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 4) sum += bytes[at]! / 255;
  return sum;
}

test('any triangle inside the picture covers its exact area', () => {
  const place = fc.double({ min: 2, max: SIDE - 2, noNaN: true });
  fc.assert(
    fc.property(place, place, place, place, place, place, (ax, ay, bx, by, cx, cy) => {
      const canvas = new Canvas(SIDE, SIDE);
      canvas.begin().moveTo(ax, ay).lineTo(bx, by).lineTo(cx, cy).close().fill(WHITE);
      const area = Math.abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) / 2;
      assert.ok(Math.abs(litArea(canvas) - area) < 1.5, `${litArea(canvas)} for ${area}`);
    }),
    { numRuns: 300 },
  );
});

test('shapes partly or wholly outside paint only what lies inside', () => {
  const any = fc.double({ min: -200, max: 200, noNaN: true });
  const size = fc.double({ min: 0, max: 300, noNaN: true });
  const overlap = (from: number, length: number): number =>
    Math.max(0, Math.min(SIDE, from + length) - Math.max(0, from));
  fc.assert(
    fc.property(any, any, size, size, (x, y, width, height) => {
      const canvas = new Canvas(SIDE, SIDE);
      canvas.begin().rect(x, y, width, height).fill(WHITE);
      const area = overlap(x, width) * overlap(y, height);
      assert.ok(Math.abs(litArea(canvas) - area) < 2.5, `${litArea(canvas)} for ${area}`);
    }),
    { numRuns: 300 },
  );
});

test('sweeping leaves nothing behind for the next shape', () => {
  const raster = new Rasteriser(SIDE, SIDE);
  raster.edge(10, 70, 50, -5);
  raster.edge(90, -5, 90, 70);
  raster.sweep(() => undefined);
  const seen: number[] = [];
  raster.edge(20, 20, 20, 30);
  raster.edge(30, 30, 30, 20);
  raster.sweep((y, fromX, toX, coverage) => {
    seen.push(y, fromX, toX);
    for (let x = fromX; x < toX; x += 1) assert.equal(coverage[x], FULL);
  });
  assert.equal(seen.length, 30);
  assert.deepEqual(seen.slice(0, 3), [20, 20, 30]);
});

test('a ring keeps its hole, and a stroke its width', () => {
  const canvas = new Canvas(SIDE, SIDE);
  canvas.begin().ring(32, 32, 10, 20).fill(WHITE);
  assert.deepEqual(pixelAt(canvas, 32, 32), [0, 0, 0]);
  assert.deepEqual(pixelAt(canvas, 32 + 15, 32), [255, 255, 255]);
  const line = new Canvas(SIDE, SIDE);
  line.begin().moveTo(10, 20).lineTo(50, 20).stroke(6, WHITE);
  // The round ends add one disc.
  assert.ok(Math.abs(litArea(line) - (40 * 6 + Math.PI * 9)) < 4, String(litArea(line)));
});

test('a clip holds everything inside it until it is lifted', () => {
  const canvas = new Canvas(SIDE, SIDE);
  canvas.begin().circle(32, 32, 10).clip();
  canvas.begin().rect(0, 0, SIDE, SIDE).fill(WHITE);
  assert.ok(Math.abs(litArea(canvas) - Math.PI * 100) < 6);
  canvas.unclip().begin().rect(0, 0, SIDE, SIDE).fill(WHITE);
  assert.equal(Math.round(litArea(canvas)), SIDE * SIDE);
});

test('gradients run from their first to their last colour, under a transform too', () => {
  const colours = ramp([0, [0, 0, 0]], [1, [250, 0, 0]]);
  const canvas = new Canvas(SIDE, SIDE);
  canvas.translate(SIDE, 0).scale(-1, 1);
  canvas
    .begin()
    .rect(0, 0, SIDE, SIDE)
    .fill(linear(0, 0, SIDE, 0, colours));
  assert.ok(pixelAt(canvas, 63, 10)[0]! < 8 && pixelAt(canvas, 0, 10)[0]! > 240);
  const round = new Canvas(SIDE, SIDE);
  round
    .begin()
    .rect(0, 0, SIDE, SIDE)
    .fill(radial(32, 32, 20, colours));
  assert.ok(pixelAt(round, 32, 32)[0]! < 20 && pixelAt(round, 2, 2)[0]! >= 249);
});

test('light only adds and never wraps past white', () => {
  const canvas = new Canvas(SIDE, SIDE);
  canvas.begin().rect(0, 0, SIDE, SIDE).fill([200, 10, 0]);
  canvas.begin().rect(0, 0, SIDE, SIDE).fill([100, 20, 5], 1, 'light');
  assert.deepEqual(pixelAt(canvas, 5, 5), [255, 30, 5]);
  canvas.glow(32, 32, 30, WHITE, 3);
  assert.deepEqual(pixelAt(canvas, 32, 32), [255, 255, 255]);
});
