import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY_MS, seededRandom } from '@jhalak/kernel';
import { ItemTable } from './item-table.ts';
import { TopLists } from './top-lists.ts';

const NOW = 20_000 * DAY_MS;
const LANGUAGES = ['hi', 'ta', 'te'];
const GENRES = ['music', 'food'];

function put(items: ItemTable, clip: number, alive = true): void {
  items.put({
    videoId: `v${clip}`,
    creatorId: `c${clip % 5}`,
    language: LANGUAGES[clip % 3] ?? '',
    genre: GENRES[clip % 2] ?? '',
    durationMs: 20_000,
    publishedAtMs: NOW - ((clip * 7_919) % 1_000) * 1_000,
    alive,
  });
}

function houseOf(clips: number): ItemTable {
  const random = seededRandom(clips);
  const items = new ItemTable();
  for (let clip = 0; clip < clips; clip += 1) {
    put(items, clip, random.below(10) > 0);
    // Many are equally popular.
    items.addPopularity(clip, random.below(4), 1, 1);
  }
  return items;
}

/** As a sort of everything would have it. */
function sorted(
  items: ItemTable,
  worth: (item: number) => number,
  fits: (item: number) => boolean,
) {
  return Array.from({ length: items.count }, (_unused, item) => item)
    .filter((item) => items.facts(item).alive && fits(item))
    .toSorted((a, b) => worth(b) - worth(a) || b - a)
    .slice(0, 150);
}

function assertWhole(lists: TopLists, items: ItemTable, nowMs: number): void {
  const popularity = (item: number): number => items.popularity(item);
  assert.deepEqual(
    lists.popular(items, nowMs),
    sorted(items, popularity, () => true),
  );
  const facts = (item: number) => items.facts(item);
  const inTamil = (item: number): boolean => facts(item).language === 'ta';
  const food = (item: number): boolean => facts(item).genre === 'food';
  assert.deepEqual(lists.popular(items, nowMs, 'ta'), sorted(items, popularity, inTamil));
  assert.deepEqual(lists.popular(items, nowMs, '', 'food'), sorted(items, popularity, food));
  assert.deepEqual(
    lists.popular(items, nowMs, 'ta', 'food'),
    sorted(items, popularity, (item) => inTamil(item) && food(item)),
  );
  const published = (item: number): number => facts(item).publishedAtMs;
  assert.deepEqual(lists.newest(items, nowMs, 'ta'), sorted(items, published, inTamil));
}

test('lists are what a sort of all living clips gives', () => {
  assertWhole(new TopLists(), houseOf(2_000), NOW);
  assert.deepEqual(new TopLists().popular(houseOf(50), NOW, 'xx'), []);
  assert.deepEqual(new TopLists().popular(new ItemTable(), NOW), []);
});

test('a new clip stands on the lists at once, and one that is gone leaves them', () => {
  const items = houseOf(500);
  const lists = new TopLists();
  assertWhole(lists, items, NOW);
  put(items, 500);
  put(items, 3, false);
  assertWhole(lists, items, NOW);
});

test('a large house is looked through in parts: lists are whole meanwhile, and follow within some calls', () => {
  const items = houseOf(50_000);
  const lists = new TopLists();
  const before = [...lists.popular(items, NOW)];
  const risen = before.at(-1) ?? 0;
  items.addPopularity(risen, 1_000, 1, 1);
  assert.deepEqual(lists.popular(items, NOW + 1_500), before);
  put(items, 50_000);
  assert.equal(lists.newest(items, NOW + 1_500).length, 150);
  for (let call = 0; call < 70; call += 1) lists.popular(items, NOW + 1_500);
  assert.equal(lists.popular(items, NOW + 1_500)[0], risen);
});

test('another model has lists of its own', () => {
  const lists = new TopLists();
  assertWhole(lists, houseOf(900), NOW);
  assertWhole(lists, houseOf(300), NOW);
});
