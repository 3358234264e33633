import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clockText, cueAtLine, draftOf, fileOf, nextDraft } from './cue-text.ts';

test('an edit becomes a file whose lines lead back to what was edited', () => {
  const drafts = [
    draftOf({ startMs: 1_500, endMs: 62_000, text: 'one\ntwo' }),
    { from: '1:03', to: '1:04,5', text: 'three\n\nfour' },
  ];
  const { text, lines } = fileOf(drafts);
  assert.equal(text, 'WEBVTT\n\n00:01.5 --> 01:02.0\none\ntwo\n\n1:03.0 --> 1:04,5\nthree\nfour\n');
  assert.deepEqual(lines, [3, 7]);
  assert.equal(cueAtLine(lines, 4), 0);
  assert.equal(cueAtLine(lines, 7), 1);
});

test('a new subtitle begins where the last one ends, and never after the clip', () => {
  assert.deepEqual(nextDraft([], 9_000), { from: '00:00.0', to: '00:02.0', text: '' });
  const last = { from: '00:06.0', to: '00:08.5', text: 'x' };
  assert.deepEqual(nextDraft([last], 9_000), { from: '00:08.5', to: '00:09.0', text: '' });
  assert.equal(clockText(61_250), '01:01.3');
});
