import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { planFrameRate } from './frame-rate.ts';

const steady = (frameRate: number) => ({
  frameRate,
  variableFrameRate: false,
  tickRate: frameRate,
});
const uneven = (frameRate: number, tickRate: number) => ({
  frameRate,
  tickRate,
  variableFrameRate: true,
});

test('steady rates up to 30 are kept exactly', () => {
  assert.deepEqual(planFrameRate(steady(29.97003), 30), {
    ...{ ratio: '30000/1001', change: 'keep' },
    perSecond: 30000 / 1001,
  });
  assert.equal(planFrameRate(steady(25), 30).ratio, '25');
  assert.equal(planFrameRate(steady(30.476), 30).change, 'keep');
  assert.equal(planFrameRate(steady(12.5), 30).ratio, '12500/1000');
});

test('faster sources lose every second, third or fourth frame evenly', () => {
  const thinned = [60, 59.94006, 50, 120, 240, 48].map((rate) => planFrameRate(steady(rate), 30));
  assert.deepEqual(
    thinned.map(({ ratio }) => ratio),
    ['30', '30000/1001', '25', '30', '30', '24'],
  );
  assert.ok(thinned.every(({ change }) => change === 'thin'));
});

test('uneven sources go on their own ticks, or on 30 where those are too fine', () => {
  assert.equal(planFrameRate(uneven(7.2, 57_600), 30).ratio, '30');
  assert.equal(planFrameRate(uneven(28.05, 30), 30).ratio, '30');
  assert.equal(planFrameRate(uneven(24.6, 25), 30).ratio, '25');
  assert.equal(planFrameRate(uneven(20, 0), 30).ratio, '30');
  assert.equal(planFrameRate(uneven(18.3, 19.9167), 30).ratio, '30', 'a guess is not a tick');
});

test('no claim of a file makes a rate that is not between 0 and the cap', () => {
  const rate = fc.double({ min: 1e-9, max: 1e9, noNaN: true });
  fc.assert(
    fc.property(rate, fc.double({ min: 0, max: 1e12, noNaN: true }), fc.boolean(), (f, t, v) => {
      const plan = planFrameRate({ frameRate: f, tickRate: t, variableFrameRate: v }, 30);
      assert.ok(plan.perSecond > 0 && plan.perSecond <= 30.6 + 1e-9, JSON.stringify(plan));
      const [over, under = '1'] = plan.ratio.split('/');
      assert.ok(Math.abs(Number(over) / Number(under) - plan.perSecond) < 0.001);
    }),
  );
});
