import assert from 'node:assert/strict';
import { test } from 'node:test';
import { packCircles } from './pack-circles.ts';

for (const [name, widthPx] of [
  ['phone', 320],
  ['laptop', 820],
] as const)
  test(`circles keep apart and inside, also many of them: ${name}`, () => {
    const radii = Array.from({ length: 36 }, (_one, place) => 62 - place);
    const { circles, heightPx } = packCircles(radii, widthPx);
    assert.equal(circles.length, radii.length);
    for (const [place, { x, y, radius }] of circles.entries()) {
      assert.ok(x - radius >= 0 && x + radius <= widthPx, `${place} lies at ${x}`);
      assert.ok(y - radius >= 0 && y + radius <= heightPx, `${place} lies at ${y} of ${heightPx}`);
      for (const other of circles.slice(place + 1))
        assert.ok(Math.hypot(x - other.x, y - other.y) >= radius + other.radius);
    }
  });

test('nothing needs no picture, and one stands in the middle', () => {
  assert.deepEqual(packCircles([], 300).circles, []);
  assert.equal(packCircles([40], 300).circles[0]?.x, 150);
});
