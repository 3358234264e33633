import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '@jhalak/kernel';
import { FreshCache } from './fresh-cache.ts';

const make = (max = 10) => {
  const clock = new ManualClock(1_000_000);
  const gone: string[] = [];
  const cache = new FreshCache<{ name: string }>({ clock, max, maxAgeMs: 10_000 }, (key) =>
    gone.push(key),
  );
  return { clock, cache, gone };
};

test('an entry is given until its age is reached, and not after the clock stepped back', () => {
  const { clock, cache } = make();
  assert.ok(cache.keep(cache.beginLoad(), 'a', { name: 'old' }));
  clock.advance(9_999);
  assert.equal(cache.get('a')?.name, 'old');
  clock.advance(1);
  assert.equal(cache.get('a'), undefined);
  cache.keep(cache.beginLoad(), 'a', { name: 'new' });
  clock.advance(-60_000);
  assert.equal(cache.get('a'), undefined);
});

test('what was read before a change is not kept after it', () => {
  const { cache } = make();
  const ticket = cache.beginLoad();
  cache.forget('a');
  assert.equal(cache.keep(ticket, 'a', { name: 'stale' }), false);
  assert.equal(cache.get('a'), undefined);
});

test('it holds no more than its bound, and tells what went', () => {
  const { cache, gone } = make(2);
  for (const key of ['a', 'b', 'c']) cache.keep(cache.beginLoad(), key, { name: key });
  assert.equal(cache.get('a'), undefined);
  assert.equal(cache.get('c')?.name, 'c');
  assert.deepEqual(gone, ['a']);
});
