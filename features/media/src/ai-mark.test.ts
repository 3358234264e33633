import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { DIGITAL_SOURCE_TYPES } from '@jhalak/contracts/ai-mark';
import { aiMarkOf } from './ai-mark.ts';

const NOISE = Buffer.from('mdat, and nothing that is said in words '.repeat(50));

const of = async (...parts: (Buffer | string)[]) =>
  await aiMarkOf(Readable.from(parts.map((part) => Buffer.from(part))));

test('what a file says of itself is found wherever it stands, also over the seam of two pieces', async () => {
  const { generated, altered } = DIGITAL_SOURCE_TYPES;
  assert.equal(await of(NOISE), undefined);
  for (const at of Array.from({ length: generated.length + 1 }, (_, cut) => cut)) {
    const [head, tail] = [generated.slice(0, at), generated.slice(at)];
    assert.equal(await of(NOISE, head, tail, NOISE), 'generated', `cut after ${at} letters`);
  }
  assert.equal(await of(...Array.from(altered), NOISE), 'altered', 'letter by letter');
  assert.equal(await of(NOISE, altered, NOISE, generated), 'generated', 'the one that says more');
});

test('words that only look like it are none', async () => {
  assert.equal(await of('trainedAlgorithmicMedia'), undefined, 'a word of a caption');
  assert.equal(
    await of('http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture'),
    undefined,
  );
});
