import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pickRendition, type PlaybackSetting } from './rendition.ts';

const rung = (heightPx: number, bitrateBps: number, codec = 'avc1.64001f,mp4a.40.2') => ({
  url: `/media/${heightPx}`,
  codec,
  widthPx: Math.round((heightPx * 9) / 16),
  heightPx,
  bitrateBps,
  bytes: 1,
});
const ladder = [rung(640, 500_000), rung(960, 900_000, 'av01.0.04M.08'), rung(1280, 1_800_000)];
const setting = (part: Partial<PlaybackSetting>): PlaybackSetting => ({
  widthPx: 720,
  downlinkMbps: undefined,
  saveData: false,
  canPlay: () => true,
  ...part,
});

test('a sharp screen on a good line gets the sharp encoding', () => {
  assert.equal(pickRendition(ladder, setting({}))?.heightPx, 1280);
});

test('a small stage gets no more than it can show', () => {
  assert.equal(pickRendition(ladder, setting({ widthPx: 400 }))?.heightPx, 640);
});

test('a slow line or the wish for little data gets the smallest', () => {
  assert.equal(pickRendition(ladder, setting({ downlinkMbps: 0.4 }))?.heightPx, 640);
  assert.equal(pickRendition(ladder, setting({ saveData: true }))?.heightPx, 640);
});

test('a codec that the browser does not play is never chosen', () => {
  const canPlay = (codec: string) => !codec.startsWith('av01');
  assert.equal(pickRendition(ladder, setting({ widthPx: 500, canPlay }))?.heightPx, 1280);
  assert.equal(pickRendition(ladder, setting({ canPlay: () => false })), undefined);
});
