import assert from 'node:assert/strict';
import { test } from 'node:test';
import { digestWords } from './digest-words.ts';

test('a digest reads as the words of the specification, each bit in one of them', () => {
  // From the paper: 127.0.0.1 and 63.84.220.193.
  assert.deepEqual(digestWords('7f000001'), ['lusab', 'babad']);
  assert.deepEqual(digestWords('3f54dcc1'), ['gutih', 'tugad']);
  assert.equal(digestWords('0'.repeat(64)).length, 16);
  for (let bit = 0; bit < 16; bit += 1)
    assert.notDeepEqual(digestWords((1 << bit).toString(16).padStart(4, '0')), ['babab'], `${bit}`);
});
