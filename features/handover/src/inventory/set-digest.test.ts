import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '@jhalak/kernel';
import { elementOf, SetDigest } from './set-digest.ts';

function digest(texts: readonly string[], domain = 'rows'): string {
  const set = new SetDigest();
  for (const text of texts) set.add(elementOf(domain, text), text.length);
  return set.hex();
}

test('a set has one digest in whatever order its elements come', () => {
  const random = seededRandom(5);
  const texts = Array.from({ length: 60 }, (_, at) => `row ${at}`);
  const shuffled = texts
    .map((text) => ({ text, at: random.next() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ text }) => text);
  assert.notDeepEqual(shuffled, texts);
  assert.equal(digest(shuffled), digest(texts));
});

test('a set that lost, gained, doubled or changed one element, or moved to another table, has another digest', () => {
  const texts = ['a', 'b', 'c'];
  const others = [['a', 'b'], ['a', 'b', 'c', 'd'], ['a', 'b', 'c', 'c'], ['a', 'b', 'C'], []];
  for (const other of others) assert.notEqual(digest(other), digest(texts), other.join());
  assert.notEqual(digest(texts, 'others'), digest(texts));
  assert.notEqual(digest(['1 a\nb'], ''), digest(['b'], 'a'));
});

test('what is added and taken away again leaves the digest as it was', () => {
  const set = new SetDigest();
  for (const text of ['a', 'b', 'x']) set.add(elementOf('rows', text), 1);
  set.remove(elementOf('rows', 'x'), 1);
  assert.equal(set.hex(), digest(['a', 'b']));
  assert.deepEqual([set.count, set.bytes], [2, 2]);
});
