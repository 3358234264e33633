import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tileAt, tilesIn } from './storyboard.ts';

const FILE = `WEBVTT

00:00:00.000 --> 00:00:00.500
storyboard.webp#xywh=0,0,90,160

00:00:00.500 --> 00:00:01.000
storyboard.webp#xywh=90,0,90,160

01:00:01.000 --> 01:00:01.500
storyboard.webp#xywh=0,160,90,160
`;

test('each picture is read with its moment and its part of the sheet', () => {
  const tiles = tilesIn(FILE, '/media/one/');
  assert.deepEqual(tiles[1], {
    ...{ fromMs: 500, sheet: '/media/one/storyboard.webp' },
    ...{ xPx: 90, yPx: 0, widthPx: 90, heightPx: 160 },
  });
  assert.equal(tiles[2]?.fromMs, 3_601_000);
});

test('a moment has the last picture that has begun, to the very end', () => {
  const tiles = tilesIn(FILE, '/');
  const at = (ms: number) => tiles.indexOf(tileAt(tiles, ms) ?? tiles[0]!);
  assert.deepEqual([0, 499, 500, 999, 3_600_999, 3_601_000, 9e9].map(at), [0, 0, 1, 1, 1, 2, 2]);
  assert.equal(tileAt([], 0), undefined);
});

test('a list that is none, leads elsewhere, or never ends gives nothing to fetch or a bounded list', () => {
  assert.deepEqual(tilesIn('<!doctype html>', '/'), []);
  assert.deepEqual(tilesIn(FILE.replaceAll('storyboard.webp', '//elsewhere/x.webp'), '/'), []);
  const [head = '', ...cues] = FILE.split('\n\n');
  assert.equal(tilesIn([head, ...Array(400).fill(cues[0])].join('\n\n'), '/').length, 200);
});
