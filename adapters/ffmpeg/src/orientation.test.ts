import assert from 'node:assert/strict';
import { test } from 'node:test';
import { orientationOf, swapsSides } from './orientation.ts';

test('the eight rectangular turns are told apart', () => {
  const one = 65_536;
  assert.equal(orientationOf(one, 0, 0, one), 'upright');
  assert.equal(orientationOf(0, one, -one, 0), 'turn_90');
  assert.equal(orientationOf(-one, 0, 0, -one), 'turn_180');
  assert.equal(orientationOf(0, -one, one, 0), 'turn_270');
  assert.equal(orientationOf(-one, 0, 0, one), 'mirror_horizontal');
  assert.equal(orientationOf(one, 0, 0, -one), 'mirror_vertical');
  assert.equal(orientationOf(0, one, one, 0), 'transpose');
  assert.equal(orientationOf(0, -one, -one, 0), 'anti_transpose');
});

test('a matrix of zeros is upright and a slanted one goes to the nearest right angle', () => {
  assert.equal(orientationOf(0, 0, 0, 0), 'upright');
  assert.equal(orientationOf(0.1, 0.99, -0.99, 0.1), 'turn_90');
  assert.equal(orientationOf(0.99, 0.1, -0.1, 0.99), 'upright');
});

test('quarter turns swap sides, the others do not', () => {
  assert.deepEqual(
    (['upright', 'turn_180', 'mirror_vertical', 'turn_90', 'transpose'] as const).map(swapsSides),
    [false, false, false, true, true],
  );
});
