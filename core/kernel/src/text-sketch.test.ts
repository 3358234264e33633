import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SKETCH_DIMENSIONS, textHash, textSketch } from './text-sketch.ts';

function cosine(a: string, b: string): number {
  const one = textSketch(a);
  const other = textSketch(b);
  let dot = 0;
  for (let at = 0; at < SKETCH_DIMENSIONS; at += 1) dot += (one[at] ?? 0) * (other[at] ?? 0);
  return dot / (127 * 127);
}

test('texts that share words are alike, also in another spelling or script; others are not', () => {
  const cricket = 'Kohli century in the cricket final at Mumbai';
  assert.ok(cosine(cricket, cricket) > 0.97);
  assert.ok(cosine(cricket, 'cricket final: a century by Kohli') > 0.6);
  assert.ok(cosine('क्रिकेट मैच मुंबई', 'cricket match Mumbai') > 0.25);
  assert.ok(cosine(cricket, 'how to fold a paper boat with children') < 0.35);
});

test('a text without letters has no direction, and a long one is cut', () => {
  assert.deepEqual(
    [...textSketch(' ... 🙂 ')],
    Array.from({ length: SKETCH_DIMENSIONS }, () => 0),
  );
  const long = 'one two three '.repeat(10_000);
  assert.deepEqual(textSketch(long), textSketch(long.slice(0, 2_000)));
});

test('hashes are the same everywhere and spread over all bits', () => {
  assert.equal(textHash('cricket'), 2_200_931_918);
  let all = 0;
  for (let number = 0; number < 64; number += 1) all |= textHash(`word ${number}`);
  assert.equal(all >>> 0, 0xffff_ffff);
});
