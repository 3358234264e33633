import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HOUR_MS } from '@jhalak/kernel';
import { trendAt, trendRank } from './trend.ts';

const NOW_MS = Date.UTC(2026, 1, 20, 12);
const ago = (hours: number): number => NOW_MS - hours * HOUR_MS;

test('three origins of the last hour move more than six of yesterday, and those more than one', () => {
  const fresh = trendRank([ago(1), ago(1), ago(0)]);
  const old = trendRank([20, 21, 22, 23, 24, 25].map(ago));
  const lone = trendRank([ago(20)]);
  assert.ok(fresh > old && old > lone);
});

test('two stories keep their order while time passes, and each falls by half in eight hours where few told it', () => {
  const ranks = [trendRank([ago(1), ago(2)]), trendRank([ago(5), ago(6), ago(7)])] as const;
  const [first, second] = ranks;
  for (const laterMs of [0, 8 * HOUR_MS, 80 * HOUR_MS])
    assert.equal(
      trendAt(first, NOW_MS + laterMs) > trendAt(second, NOW_MS + laterMs),
      first > second,
    );
  const small = trendRank([ago(40)]);
  const share = trendAt(small, NOW_MS + 8 * HOUR_MS) / trendAt(small, NOW_MS);
  assert.ok(Math.abs(share - 0.5) < 0.01, `${share}`);
});

test('a story without origins does not move, and none moves more than wholly', () => {
  assert.equal(trendAt(trendRank([]), NOW_MS), 0);
  const many = trendAt(trendRank(Array.from({ length: 500 }, () => NOW_MS)), NOW_MS);
  assert.ok(many > 0.99 && many <= 1);
});
