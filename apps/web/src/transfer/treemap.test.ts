import assert from 'node:assert/strict';
import { test } from 'node:test';
import { treemap, type Area } from './treemap.ts';

const surface = ({ width, height }: Area): number => width * height;

test('each area is as large as its share, all of them fill the whole, and none lies over another', () => {
  const sizes = [600, 300, 100, 60, 40, 20, 10, 5, 1];
  const total = sizes.reduce((sum, size) => sum + size, 0);
  for (const ratio of [0.5, 1, 2.4]) {
    const areas = treemap(sizes, ratio);
    for (const [at, size] of sizes.entries()) {
      const area = areas[at];
      assert.ok(area);
      assert.ok(Math.abs(surface(area) - size / total) < 1e-9, `${ratio} ${size}`);
      assert.ok(area.x >= -1e-9 && area.x + area.width <= 1 + 1e-9);
      assert.ok(area.y >= -1e-9 && area.y + area.height <= 1 + 1e-9);
      for (const other of areas.slice(at + 1)) {
        const across =
          Math.min(area.x + area.width, other.x + other.width) - Math.max(area.x, other.x);
        const down =
          Math.min(area.y + area.height, other.y + other.height) - Math.max(area.y, other.y);
        assert.ok(across < 1e-9 || down < 1e-9);
      }
    }
  }
});

test('even shares stay near squares, and nothing makes nothing', () => {
  for (const { width, height } of treemap(
    Array.from({ length: 16 }, () => 1),
    1,
  ))
    assert.ok(Math.abs(width - height) < 1e-9);
  assert.deepEqual(treemap([], 1), []);
});
