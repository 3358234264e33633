import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock, seededRandom, uuidv7Ids } from '@jhalak/kernel';
import { FILTER_ITEMS, FILTERS_MAX, SeenSketch } from './seen-sketch.ts';

function someIds(count: number, seed: number): string[] {
  const clock = new ManualClock(1_790_000_000_000);
  const ids = uuidv7Ids(clock, seededRandom(seed));
  return Array.from({ length: count }, () => {
    clock.advance(50);
    return ids.next();
  });
}

test('whatever was put in is seen, and under one in a hundred of what was not', () => {
  const sketch = new SeenSketch();
  const put = someIds(FILTER_ITEMS * FILTERS_MAX, 1);
  for (const [place, id] of put.entries()) sketch.add(id, place);
  for (const id of put) assert.notEqual(sketch.seenAtMs(id), undefined);
  const others = someIds(40_000, 2);
  const wrong = others.filter((id) => sketch.seenAtMs(id) !== undefined).length;
  assert.ok(wrong / others.length < 0.012, `${wrong} of ${others.length}`);
  assert.ok(sketch.bytes().length <= 33_100, `${sketch.bytes().length} bytes at most`);
});

test('it comes back from its bytes as it was, tells older from newer, and forgets its oldest part', () => {
  const sketch = new SeenSketch();
  const put = someIds(FILTER_ITEMS * FILTERS_MAX + 1, 3);
  for (const [place, id] of put.entries()) sketch.add(id, 1_000 + place);
  const again = SeenSketch.from(sketch.bytes(), 0);
  assert.deepEqual(again.bytes(), sketch.bytes());
  assert.equal(sketch.size, FILTER_ITEMS * (FILTERS_MAX - 1) + 1);
  const old = again.seenAtMs(put[FILTER_ITEMS + 5] ?? '') ?? 0;
  const young = again.seenAtMs(put.at(-1) ?? '') ?? 0;
  assert.ok(old < young);
  const forgotten = put.slice(0, FILTER_ITEMS).filter((id) => again.seenAtMs(id) === undefined);
  assert.ok(forgotten.length > FILTER_ITEMS * 0.97);
  // What was seen before the given time may come again.
  assert.equal(SeenSketch.from(sketch.bytes(), 1_000 + put.length).size, 0);
  assert.equal(SeenSketch.from(Buffer.from('nonsense'), 0).size, 0);
});
