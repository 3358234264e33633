import assert from 'node:assert/strict';
import { test } from 'node:test';
import { timingOfPackets } from './packet-timing.ts';

const TRACKS = { video: 1, audio: 0 };

test('a clip lasts from its first packet to the end of its longer track', () => {
  const csv =
    '0,10.000,10.000,0.020\n1,10.100,10.100,0.040\n1,10.140,10.140,N/A\n0,11.980,11.980,0.020\n';
  const timing = timingOfPackets(csv, TRACKS);
  assert.deepEqual(timing, { durationMs: 2000, frameCount: 2, frameRate: 1 });
});

test('packets of other tracks count for nothing', () => {
  const timing = timingOfPackets('7,0,0,900\n1,0.0,0.0,1\n1,1.0,1.0,1\n', {
    video: 1,
    audio: undefined,
  });
  assert.deepEqual(timing, { durationMs: 2000, frameCount: 2, frameRate: 1 });
});

test('a packet without a showing time has its decoding time', () => {
  assert.equal(timingOfPackets('1,N/A,0.5,0.5\n1,N/A,1.0,0.5', TRACKS)?.durationMs, 1000);
});

test('a lone frame lasts a frame, and no frame is nothing', () => {
  assert.equal(timingOfPackets('1,0,0,N/A\n', TRACKS)?.durationMs, 33);
  assert.equal(timingOfPackets('0,0,0,5\n', TRACKS), undefined);
  assert.equal(timingOfPackets('', TRACKS), undefined);
  assert.equal(timingOfPackets('1,N/A,N/A,N/A\nnonsense', TRACKS), undefined);
});
