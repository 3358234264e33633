import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addUsed, isOver, lastDays, today, usedTime, withMore } from './used-time.ts';

function memory() {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
}

test('seconds add up by day, and what is older than two weeks goes', () => {
  const store = memory();
  const day = (at: number): Date => new Date(2026, 10, at, 12);
  assert.equal(addUsed(store, 15, day(1)), 15);
  assert.equal(addUsed(store, 15, day(1)), 30);
  assert.equal(addUsed(store, 60, day(14)), 60);
  assert.deepEqual(usedTime(store), { '2026-11-01': 30, '2026-11-14': 60 });
  addUsed(store, 15, day(15));
  assert.deepEqual(Object.keys(usedTime(store)), ['2026-11-14', '2026-11-15']);
});

test('the days of the chart end today, also over the end of a month', () => {
  const days = lastDays(new Date(2026, 2, 3, 1));
  assert.deepEqual([days.length, days[0], days.at(-1)], [14, '2026-02-18', '2026-03-03']);
  assert.equal(today(new Date(2026, 0, 5, 23, 59)), '2026-01-05');
});

test('a day is over at its minutes, later with more for that day, never without a limit', () => {
  const limit = { dailyMinutes: 30 };
  assert.equal(isOver(limit, 1_799, '2026-11-23'), false);
  assert.equal(isOver(limit, 1_800, '2026-11-23'), true);
  const more = withMore(withMore(limit, 15, '2026-11-23'), 15, '2026-11-23');
  assert.equal(isOver(more, 3_599, '2026-11-23'), false);
  assert.equal(isOver(more, 3_600, '2026-11-23'), true);
  assert.equal(isOver(more, 1_800, '2026-11-24'), true, 'the next day has its own');
  assert.equal(isOver({ dailyMinutes: null }, 90_000, '2026-11-23'), false);
});

test('without a storage, or with a broken one, nothing is counted and nothing fails', () => {
  assert.equal(addUsed(undefined, 15), 15);
  const broken = { getItem: () => '{', setItem: () => assert.fail('full') };
  assert.equal(addUsed(broken, 15), 15);
});
