import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '@jhalak/kernel';
import { durationBucket, WatchQuantiles } from './watch-quantiles.ts';

test('a watch stands where it does among watches of clips of its length, within two per cent', () => {
  const quantiles = new WatchQuantiles();
  const random = seededRandom(4);
  const watches = Array.from({ length: 20_000 }, () => 300 * Math.exp(4 * random.next()));
  for (const watchMs of watches) quantiles.add(20_000, watchMs);
  // Of other lengths, which must not matter.
  for (let turn = 0; turn < 5_000; turn += 1) quantiles.add(90_000, 60_000);
  const sorted = watches.toSorted((a, b) => a - b);
  for (const part of [0.05, 0.3, 0.5, 0.9]) {
    const watchMs = sorted[Math.floor(part * sorted.length)] ?? 0;
    assert.ok(Math.abs(quantiles.quantile(20_000, watchMs) - part) < 0.02, `${part}`);
  }
});

test('nothing known is the middle, and habits of long ago count less', () => {
  const quantiles = new WatchQuantiles();
  assert.equal(quantiles.quantile(5_000, 1), 0.5);
  for (let turn = 0; turn < 60_000; turn += 1) quantiles.add(5_000, 200);
  for (let turn = 0; turn < 60_000; turn += 1) quantiles.add(5_000, 4_000);
  assert.ok(quantiles.quantile(5_000, 1_000) < 0.45);
});

test('lengths fall into their groups', () => {
  const lengths = [0, 6_999, 7_000, 20_000, 59_999, 60_000, 3_600_000];
  assert.deepEqual(lengths.map(durationBucket), [0, 0, 1, 2, 3, 4, 5]);
});
