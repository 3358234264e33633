import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '@jhalak/kernel';
import { ERASED, KeyCache, type Known } from './key-cache.ts';
import type { Erasures } from './store.ts';

const KEYS: Known = { profile: Buffer.alloc(32, 1) };

function cacheOver(erasures: Erasures[]) {
  const clock = new ManualClock(1_000_000);
  const asked: number[] = [];
  const cache = new KeyCache(
    async (generation) => {
      asked.push(generation);
      return erasures.shift() ?? { generation, people: [] };
    },
    clock,
    0,
  );
  return { cache, clock, asked };
}

test('an answer that was under way when its person was erased is neither kept nor given out', async () => {
  const { cache } = cacheOver([]);
  const mark = cache.mark();
  cache.erase(['one']);
  assert.deepEqual(cache.keep(new Map([['one', KEYS]]), mark), new Map([['one', ERASED]]));
  assert.equal(await cache.get('one'), ERASED);
});

test('an answer that was under way at an erasure is not kept, whoever was erased: the list may have been cut', async () => {
  const { cache } = cacheOver([]);
  const mark = cache.mark();
  cache.clear();
  assert.deepEqual(cache.keep(new Map([['one', KEYS]]), mark), new Map([['one', KEYS]]));
  assert.equal(await cache.get('one'), undefined);
});

test('the store is asked at most once a second, once for all callers, and what it says counts for them', async () => {
  const { cache, clock, asked } = cacheOver([
    { generation: 1, people: [] },
    { generation: 2, people: ['two'] },
  ]);
  cache.keep(
    new Map([
      ['one', KEYS],
      ['two', KEYS],
    ]),
    cache.mark(),
  );
  assert.equal(await cache.get('one'), KEYS);
  clock.advance(999);
  assert.equal(await cache.get('one'), KEYS);
  assert.deepEqual(asked, []);
  clock.advance(1);
  await Promise.all([cache.get('one'), cache.get('two'), cache.get('one')]);
  assert.deepEqual(asked, [0]);
  clock.advance(1_000);
  assert.deepEqual(await Promise.all([cache.get('one'), cache.get('two')]), [KEYS, ERASED]);
  assert.deepEqual(asked, [0, 1]);
  // A clock that steps back proves nothing about when the store was asked.
  clock.advance(-5_000);
  await cache.get('one');
  assert.deepEqual(asked, [0, 1, 2]);
});

test('after more erasures than one answer lists, nothing is kept', async () => {
  const people = Array.from({ length: 1_000 }, (_, index) => `person ${index}`);
  const { cache, clock } = cacheOver([{ generation: 5_000, people }]);
  cache.keep(new Map([['one', KEYS]]), cache.mark());
  clock.advance(1_000);
  assert.equal(await cache.get('one'), undefined);
});
