import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';

import { clipPainter } from './clip-painter.ts';
import { sampleWorld } from './index.ts';
import type { SampleClip } from './index.ts';
import { playClip } from './sound/score.ts';
import { waveFile } from './sound/wave-file.ts';

const { clips } = sampleWorld();

function digestAt(clip: SampleClip, s: number): string {
  const painter = clipPainter(clip);
  painter.paint(s);
  return createHash('sha256').update(painter.canvas.pixels).digest('hex');
}

test('all sixty-four first frames differ', () => {
  const posters = new Set(clips.map((clip) => digestAt(clip, 0)));
  assert.equal(posters.size, clips.length);
});

test('every scene moves: much of the picture has changed after half a second', () => {
  // Neighbours in the list of languages get the other scene of each genre, so two show all sixteen.
  for (const clip of clips.filter(({ language }) => language === 'ta' || language === 'te')) {
    const painter = clipPainter(clip);
    painter.paint(0);
    const first = Buffer.from(painter.canvas.bytes);
    painter.paint(0.5);
    let changed = 0;
    for (let at = 0; at < first.length; at += 4) {
      if (Math.abs(first[at]! - painter.canvas.bytes[at]!) > 24) changed += 1;
    }
    assert.ok(changed > 2000, `${clip.id} changed ${changed} pixels`);
  }
});

test('the same clip at the same moment is the same picture, another seed another one', () => {
  const clip = clips[3] ?? assert.fail('a world has clips');
  assert.equal(digestAt(clip, 1.5), digestAt(clip, 1.5));
  assert.notEqual(digestAt(clip, 1.5), digestAt({ ...clip, seed: clip.seed + 1 }, 1.5));
});

test('the title is whole in the first frame: chip colour and pale words stand where they belong', () => {
  const clip = clips.find(({ id }) => id === 'sample-hi-sports') ?? assert.fail();
  const painter = clipPainter(clip);
  painter.paint(0);
  const { bytes, width } = painter.canvas;
  let pale = 0;
  for (let y = 210; y < 470; y += 1) {
    for (let x = 40; x < 680; x += 1) {
      if (bytes[(y * width + x) * 4 + 2]! > 200) pale += 1;
    }
  }
  assert.ok(pale > 9000, `${pale} pale pixels`);
});

test('each genre sounds: as long as the clip, at one loudness, never at full scale', () => {
  for (const clip of clips.filter(({ language }) => language === 'te')) {
    const file = waveFile(playClip(clip));
    const samples = new Int16Array(file.buffer, file.byteOffset + 44, (file.length - 44) / 2);
    assert.equal(samples.length / 2, (clip.durationMs / 1000) * 44_100, clip.id);
    let energy = 0;
    let peak = 0;
    for (const sample of samples) {
      energy += sample * sample;
      peak = Math.max(peak, Math.abs(sample));
    }
    const decibels = 10 * Math.log10(energy / samples.length / 32_768 ** 2);
    assert.ok(decibels > -23 && decibels < -19, `${clip.id} at ${decibels.toFixed(1)} dB`);
    assert.ok(peak < 32_768 * 0.71, clip.id);
    assert.equal(samples.at(-1), 0, `${clip.id} ends in silence`);
  }
});
