import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock, systemClock } from '@jhalak/kernel';
import { clockConformance } from './clock.ts';

clockConformance('system clock', () => systemClock);
clockConformance('manual clock', () => new ManualClock(Date.UTC(2026, 0, 5)));

test('a manual clock stands still until it is moved, in both directions', () => {
  const clock = new ManualClock(1_000);
  assert.equal(clock.nowMs(), clock.nowMs());
  clock.advance(50);
  assert.equal(clock.nowMs(), 1_050);
  clock.advance(-100);
  assert.equal(clock.nowMs(), 950);
});
