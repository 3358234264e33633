import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { InventoryItem } from '@jhalak/contracts/handover';
import { blocksOf, drawnSizes, technologyOf } from './areas.ts';

function item(changes: Partial<InventoryItem>): InventoryItem {
  return {
    ...{ kind: 'table', name: 'x', part: 'videos', class: 'public', count: 1, bytes: 10 },
    ...{ digest: null, digestOf: 'none', owner: 'o', licence: 'l', exportControl: 'none' },
    ...{ mode: 'transfer', why: null },
    ...changes,
  };
}

test('things stand in one area for each part and class of a mode, and nothing is counted twice', () => {
  const blocks = blocksOf(
    [
      item({ name: 'videos', bytes: 100, count: 3 }),
      item({ name: 'video_blobs', kind: 'blobs', bytes: 900, count: 9 }),
      item({ name: 'orders', part: 'orders', class: 'restricted', bytes: 50 }),
      item({ name: 's69a/ended', kind: 'order', part: 'orders', class: 'restricted', bytes: 50 }),
      item({
        name: 'taste',
        part: 'taste',
        mode: 'withhold_and_retrain',
        bytes: null,
        count: null,
      }),
    ],
    'bytes',
  );
  assert.deepEqual(
    blocks.map(({ mode, bytes, items }) => [mode, bytes, items]),
    [
      ['transfer', 1_050, 4],
      ['withhold_and_retrain', 0, 1],
    ],
  );
  assert.deepEqual(
    blocks[0]?.groups.map(({ part, bytes, items }) => [part, bytes, items.length]),
    [
      ['videos', 1_000, 2],
      ['orders', 50, 2],
    ],
  );
  for (const { groups } of blocks)
    for (const size of drawnSizes(groups, 'bytes')) assert.ok(size > 0, 'everything can be seen');
});

test('the technology list has what is ours and what is on a list, and not every package of others', () => {
  const listed = technologyOf([
    item({ name: 'ranker', kind: 'model', class: 'technology', exportControl: 'CN-056101X-21' }),
    item({ name: 'web', kind: 'component', class: 'technology', part: 'jhalak' }),
    item({ name: 'preact', kind: 'component', class: 'technology', part: 'npm' }),
    item({ name: 'videos' }),
  ]);
  assert.deepEqual(
    listed.map(({ name }) => name),
    ['ranker', 'web'],
  );
});
