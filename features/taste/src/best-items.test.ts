import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '@jhalak/kernel';
import { BestItems } from './best-items.ts';

test('it keeps what sorting would have kept, equal values by item', () => {
  const random = seededRandom(3);
  for (let round = 0; round < 200; round += 1) {
    const best = new BestItems(1 + random.below(20));
    const offered = Array.from({ length: random.below(100) }, (_, item) => ({
      item,
      value: random.below(15),
    }));
    for (const { item, value } of offered) best.offer(item, value);
    const kept = Array.from({ length: best.count }, (_, place) => best.items[place] ?? -1);
    const sorted = offered.toSorted((a, b) => b.value - a.value || a.item - b.item);
    const wanted = sorted.slice(0, best.items.length).map(({ item }) => item);
    assert.deepEqual(
      kept.toSorted((a, b) => a - b),
      wanted.toSorted((a, b) => a - b),
    );
  }
});
