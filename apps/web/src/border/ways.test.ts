import assert from 'node:assert/strict';
import { test } from 'node:test';
import { waysOf } from './ways.ts';

const crossing = (to: string, count: number, message = 'feeds.fetch') => ({
  ...{ to, message, policy: 'publishers/1', dataClass: 'public' as const, lastAtMs: count },
  ...{ day: { count: 0, bytes: 0 }, month: { count, bytes: count } },
});
const violation = (to: string, reason: string, lastAtMs: number) => ({
  ...{ dayMs: 0, message: 'feeds.fetch', to, reason, count: 2, firstAtMs: 0, lastAtMs },
  entry: '01900000-0000-7000-8000-000000000001',
});

test('a party has one line for all that it gets, the busiest first, and what was stopped comes after', () => {
  const { ways, leftOut } = waysOf({
    crossings: [
      crossing('a.example', 3),
      crossing('b.example', 9),
      crossing('a.example', 8, 'sms.send'),
    ],
    violations: [violation('x.example', 'no_policy', 1), violation('y.example', 'no_policy', 2)],
  });
  assert.deepEqual(
    ways.map(({ to, stopped, count }) => [to, stopped, count]),
    [
      ['a.example', false, 11],
      ['b.example', false, 9],
      ['y.example', true, 2],
      ['x.example', true, 2],
    ],
  );
  assert.deepEqual(ways[0]?.what, ['feeds.fetch', 'sms.send']);
  assert.equal(leftOut, 0);
});

test('a hundred parties do not make a knot: the picture says how many more there are', () => {
  const crossings = Array.from({ length: 100 }, (_, at) => crossing(`p${at}.example`, at + 1));
  const { ways, leftOut } = waysOf({ crossings, violations: [] });
  assert.equal(ways.length + leftOut, 100);
  assert.ok(ways.length < 12);
});
