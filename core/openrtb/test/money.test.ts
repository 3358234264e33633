import assert from 'node:assert/strict';
import { test } from 'node:test';
import { microsToPrice, priceToMicros, PRICE_MAX_MICROS } from '@jhalak/openrtb';
import fc from 'fast-check';

test('a decimal CPM becomes whole micro-units, exactly', () => {
  for (const [price, micros] of [
    [2.5, 2_500_000],
    ['2.50', 2_500_000],
    [0.1 + 0.2, 300_000],
    [1e-6, 1],
    [1e-7, 0],
    ['0.0000019', 1],
    [1e6, PRICE_MAX_MICROS],
    [0, 0],
    [-0, 0],
    [1.1, 1_100_000],
  ] as const)
    assert.equal(priceToMicros(price), micros, `${price}`);
  assert.equal(priceToMicros('0.0000011', 'up'), 2);
  assert.equal(priceToMicros(0.1 + 0.2, 'up'), 300_001, 'a floor is never rounded below itself');
});

test('what is no price is refused', () => {
  for (const price of [
    -1,
    -0.000001,
    NaN,
    Infinity,
    -Infinity,
    1e6 + 1,
    1e300,
    '',
    '1,5',
    '0x10',
    '1e999',
    ' 1',
    '-0',
  ])
    assert.equal(priceToMicros(price), undefined, `${price}`);
});

test('a whole number and its text are the same price, whichever way it is rounded', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -2, max: 2 * (PRICE_MAX_MICROS / 1_000_000) }),
      fc.constantFrom('down' as const, 'up' as const),
      (whole, rounding) => {
        assert.equal(priceToMicros(whole, rounding), priceToMicros(`${whole}`, rounding));
      },
    ),
    {
      seed: 7,
      examples: [
        [1_000_000, 'up'],
        [1_000_001, 'down'],
        [0, 'up'],
      ],
    },
  );
});

test('micro-units survive the way to text and back', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: PRICE_MAX_MICROS }), (micros) => {
      assert.equal(priceToMicros(microsToPrice(micros)), micros);
      assert.equal(priceToMicros(Number(microsToPrice(micros))), micros, 'JSON does not change it');
    }),
    { seed: 7 },
  );
});
