import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY_MS } from '@jhalak/kernel';
import { ItemTable } from './item-table.ts';
import { trustOf, TRUSTED_FROM } from './trust.ts';
import { emptyTaste, type ViewerTaste } from './viewer-taste.ts';

const items = new ItemTable();
for (let clip = 0; clip < 20; clip += 1)
  items.put({
    ...{ videoId: `${clip}`, creatorId: `creator ${clip % 10}`, language: 'hi', genre: 'food' },
    ...{ durationMs: 9_000, publishedAtMs: 0, alive: true },
  });

function viewer(clips: readonly number[], atMs = 0): ViewerTaste {
  const recent = clips.map((clip) => ({ video: `${clip}`, slot: '', level: 1, atMs }));
  return { ...emptyTaste(), recent };
}

test('trust comes with having watched several creators over more than a moment', () => {
  assert.equal(trustOf(viewer([]), items, DAY_MS), 0);
  assert.equal(trustOf(viewer([3, 13, 3, 13]), items, 9 * DAY_MS), 0, 'one creator says nothing');
  assert.equal(trustOf(viewer([0, 1, 2, 3, 4]), items, DAY_MS), 1);
  assert.ok(trustOf(viewer([0, 1, 2, 3, 4]), items, 60_000) < TRUSTED_FROM, 'a minute is a moment');
  assert.ok(trustOf(viewer([0, 1, 2]), items, DAY_MS) >= TRUSTED_FROM);
});

test('what doubted viewers add to a clip together is bounded, once a house has regulars', () => {
  const table = new ItemTable();
  for (const clip of ['pushed', 'honest'])
    table.put({
      ...{ videoId: clip, creatorId: clip, language: 'hi', genre: 'food' },
      ...{ durationMs: 9_000, publishedAtMs: 0, alive: true },
    });
  for (let time = 0; time < 1_000; time += 1) table.addPopularity(0, 1, 1, 0);
  assert.equal(table.popularity(0), 1_000, 'a house of first visitors counts them');
  for (let time = 0; time < 400; time += 1) table.addPopularity(1, 1, 1, 1);
  assert.equal(table.popularity(0), 5);
  for (let time = 0; time < 20; time += 1) table.addPopularity(0, 1, 1, 0.9);
  assert.equal(table.popularity(0), 20 + 5 + 20);
  assert.deepEqual(ItemTable.from(structuredClone(table.dump())).popularity(0), 45);
});
