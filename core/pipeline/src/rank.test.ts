import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { rank, RANKED_MAX } from './rank.ts';

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });

test('indexes come by score, best first, each once, equal scores by index', () => {
  // Few distinct values, so that ties are common; zero of both signs, the smallest and the largest numbers.
  const value = fc.oneof(
    fc.constantFrom(
      0,
      -0,
      1,
      -1,
      0.5,
      Number.MAX_VALUE,
      -Number.MAX_VALUE,
      Number.MIN_VALUE,
      -Number.MIN_VALUE,
    ),
    finite,
  );
  fc.assert(
    fc.property(fc.array(value, { maxLength: 300 }), (values) => {
      const order = rank(Float64Array.from(values));
      assert.deepEqual(
        [...order].toSorted((a, b) => a - b),
        [...values.keys()],
      );
      for (let place = 1; place < order.length; place += 1) {
        const [before = 0, after = 0] = [order[place - 1], order[place]];
        const [better = 0, worse = 0] = [values[before], values[after]];
        const equal =
          Math.abs(better - worse) <= Math.abs(worse) * 2 ** -38 ||
          Math.max(Math.abs(better), Math.abs(worse)) < 1e-300;
        assert.ok(better > worse || equal, `${better} before ${worse}`);
        if (Object.is(better, worse)) assert.ok(before < after, 'ties by index');
      }
    }),
    { numRuns: 500 },
  );
});

test('as many as the bound can be ranked, and no more', () => {
  const scores = new Float64Array(RANKED_MAX).fill(-3.25);
  assert.deepEqual([...rank(scores)], [...scores.keys()]);
  assert.throws(() => rank(new Float64Array(RANKED_MAX + 1)), RangeError);
  assert.deepEqual([...rank(new Float64Array(0))], []);
});
