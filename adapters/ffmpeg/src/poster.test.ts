import assert from 'node:assert/strict';
import { test } from 'node:test';
import { thumbHashToAverageRGBA } from 'thumbhash';
import { choosePoster, planPoster, scoreFrame } from './poster.ts';

const PLAN = { tinyWidthPx: 16, tinyHeightPx: 16 };

type Paint = (x: number, y: number) => readonly [number, number, number];

function frame(paint: Paint): Uint8Array {
  const rgba = new Uint8Array(16 * 16 * 4);
  for (let i = 0; i < 256; i++) rgba.set([...paint(i % 16, Math.floor(i / 16)), 255], i * 4);
  return rgba;
}

const black = frame(() => [0, 0, 0]);
const white = frame(() => [255, 255, 255]);
const scene = frame((x, y) => [(x * 40) % 200, (y * 30) % 180, ((x + y) * 25) % 220]);
const faded = frame((x, y) => [(x * 4) % 20, (y * 3) % 18, ((x + y) * 2) % 22]);

test('a rich frame is chosen before black, burnt out and faded ones', () => {
  const frames = Buffer.concat([black, white, faded, scene, faded, black]);
  assert.equal(choosePoster(PLAN, frames)?.index, 3);
});

test('a clip that is all black still gets a poster: its first frame, with a dark thumbhash', () => {
  const chosen = choosePoster(PLAN, Buffer.concat([black, black, black]));
  assert.equal(chosen?.index, 0);
  const average = thumbHashToAverageRGBA(Buffer.from(chosen?.thumbhash ?? '', 'base64'));
  assert.ok(average.r + average.g + average.b < 0.1);
});

test('half a frame is no frame', () => {
  assert.equal(choosePoster(PLAN, scene.subarray(0, 100)), undefined);
  assert.equal(choosePoster(PLAN, Buffer.concat([scene, scene.subarray(0, 100)]))?.index, 0);
});

test('a frame of one colour scores nothing', () => {
  assert.equal(scoreFrame(black, 16), 0);
  assert.ok(scoreFrame(scene, 16) > 0.3);
});

test('candidates are spread over the whole clip and few', () => {
  const rendition = {
    name: '360',
    codec: 'h264',
    widthPx: 360,
    heightPx: 640,
    maxBitrateBps: 1,
  } as const;
  const plan = planPoster(rendition, 60_000, 'image/webp');
  assert.equal(plan.everyS * plan.candidateCount, 60);
  assert.deepEqual([plan.tinyWidthPx, plan.tinyHeightPx], [36, 64]);
  assert.equal(planPoster(rendition, 100, 'image/webp').everyS, 0.1);
});
