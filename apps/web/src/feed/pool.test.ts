import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { assignPool, POOL_SIZE, poolWindow } from './pool.ts';

const places = fc.record({
  count: fc.integer({ min: 1, max: 400 }),
  at: fc.double({ min: 0, max: 0.999, noNaN: true }),
  ahead: fc.constantFrom(0 as const, 1 as const, 2 as const),
});

test('the clip on screen always holds an element, and no two elements hold the same clip', () => {
  fc.assert(
    fc.property(fc.array(places, { minLength: 1, maxLength: 40 }), (moves) => {
      let held: (number | null)[] = Array.from({ length: POOL_SIZE }, () => null);
      for (const { count, at, ahead } of moves) {
        const current = Math.floor(at * count);
        held = assignPool(held, poolWindow(current, count, ahead));
        const indexes = held.filter((index) => index !== null);
        assert(indexes.includes(current));
        assert.equal(new Set(indexes).size, indexes.length);
        assert(indexes.every((index) => index < count));
      }
    }),
  );
});

test('elements keep clips that are still wanted', () => {
  fc.assert(
    fc.property(places, places, (from, to) => {
      const first = poolWindow(Math.floor(from.at * from.count), from.count, from.ahead);
      const held = assignPool([null, null, null], first);
      const wanted = poolWindow(Math.floor(to.at * to.count), to.count, to.ahead);
      const after = assignPool(held, wanted);
      held.forEach((index, element) => {
        if (index !== null && wanted.includes(index)) assert.equal(after[element], index);
      });
    }),
  );
});

test('a good line prepares the next two clips, a dear one the next and keeps the last', () => {
  assert.deepEqual(poolWindow(5, 20, 2), [5, 6, 7]);
  assert.deepEqual(poolWindow(5, 20, 1), [5, 6, 4]);
  assert.deepEqual(poolWindow(5, 20, 0), [5, 4, 3]);
});

test('at the ends of the line the pool holds what there is', () => {
  assert.deepEqual(poolWindow(0, 1, 2), [0]);
  assert.deepEqual(poolWindow(19, 20, 2), [19, 18, 17]);
  assert.deepEqual(poolWindow(0, 3, 1), [0, 1]);
});
