import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CUE_TEXT_MAX, CUES_MAX } from '@jhalak/contracts/subtitles';
import { cleanCue, readSubtitles } from './read-subtitles.ts';
import { saidText, webVtt } from './write-subtitles.ts';

const CLIP_MS = 60_000;

function cuesOf(text: string) {
  const read = readSubtitles(text, CLIP_MS);
  assert.equal(read.kind, 'cues', JSON.stringify(read));
  return read.kind === 'cues' ? read.cues : [];
}

const fault = (text: string): unknown => {
  const read = readSubtitles(text, CLIP_MS);
  return read.kind === 'fault' ? [read.fault, read.line] : read.kind;
};

test('WebVTT: notes, styles, numbers, names and places are left out; words and times stay', () => {
  const text = [
    '\ufeffWEBVTT - a title',
    '',
    'STYLE',
    '::cue { color: red }',
    '',
    'NOTE what follows is said',
    '',
    'first',
    '00:01.500 --> 00:03.000 line:0 align:start',
    '<v Asha>नमस्ते &amp; <i>welcome</i></v>',
    'second line',
    '',
    '00:00:04.000 --> 00:00:05.250',
    '<c.loud>Later</c>',
  ].join('\r\n');
  assert.deepEqual(cuesOf(text), [
    { startMs: 1500, endMs: 3000, text: 'नमस्ते & <i>welcome</i>\nsecond line' },
    { startMs: 4000, endMs: 5250, text: 'Later' },
  ]);
});

test('SubRip: commas, numbers and fonts are understood; cues are put in order and end with the clip', () => {
  const text = [
    '2',
    '00:00:58,000 --> 00:01:09,000',
    '{\\an8}<font color="#fff">last</font>',
    '',
    '1',
    '00:00:01,5 --> 00:00:02,0',
    'first',
  ].join('\n');
  assert.deepEqual(cuesOf(text), [
    { startMs: 1500, endMs: 2000, text: 'first' },
    { startMs: 58_000, endMs: 60_000, text: 'last' },
  ]);
});

test('each mistake is named with its line', () => {
  const cue = '00:01.000 --> 00:02.000\nhello\n';
  assert.deepEqual(fault('WEBVTT\n'), ['empty', 0]);
  assert.deepEqual(fault(`WEBVTT\n\n${cue}\n1\n00:03.000 -> 00:04.000\nx`), ['time', 6]);
  assert.deepEqual(fault(`WEBVTT\n\n${cue}\n00:04.000 --> 00:03.000\nx`), ['time', 6]);
  assert.deepEqual(fault(`${cue}\n01:04.000 --> 01:05.000\nx`), ['after_clip', 4]);
  assert.deepEqual(fault(`${cue}\n7\n00:04.000 --> 00:05.000\n<c></c>`), ['words', 5]);
  assert.deepEqual(fault(`00:04.000 --> 00:05.000\n${'x'.repeat(CUE_TEXT_MAX + 1)}`), ['words', 1]);
  assert.deepEqual(fault(`${cue}\ncaf\ufffd`), ['encoding', 4]);
  assert.deepEqual((fault(`${cue}\n`.repeat(CUES_MAX + 1)) as unknown[])[0], 'too_many');
});

test('what is not harmless is no tag any more: scripts, links and half tags become words or nothing', () => {
  assert.equal(cleanCue('<script>alert(1)</script>'), 'alert(1)');
  assert.equal(cleanCue('<b onclick="x">bold'), '<b>bold</b>');
  assert.equal(cleanCue('a <u>line'), 'a <u>line</u>');
  assert.equal(cleanCue('2 < 3 &lt;i&gt;'), '2 < 3 <i>');
  assert.equal(cleanCue('</b></i>only ends'), 'only ends');
});

test('what is written is read again as the same, and nothing but our tags and times is in it', () => {
  const cue = fc.record({
    startMs: fc.integer({ min: 0, max: CLIP_MS - 2_000 }),
    forMs: fc.integer({ min: 1, max: 2_000 }),
    text: fc.string({ unit: 'binary', maxLength: 60 }),
  });
  fc.assert(
    fc.property(fc.array(cue, { minLength: 1, maxLength: 8 }), (given) => {
      const cues = given
        .map(({ startMs, forMs, text }) => {
          return { startMs, endMs: startMs + forMs, text: cleanCue(cleanCue(text)) };
        })
        .filter(({ text }) => text !== '' && !text.includes('\ufffd') && !text.includes('&'))
        .toSorted((one, other) => one.startMs - other.startMs);
      if (cues.length === 0) return;
      const file = webVtt(cues);
      const once = cuesOf(file);
      assert.deepEqual(cuesOf(webVtt(once)), once);
      assert.ok(!/<(?!\/?[ibu]>)/u.test(file));
      assert.ok(!/<\/?[ibu]>/u.test(saidText(once)));
    }),
  );
});
