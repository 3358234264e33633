// Real clips through the real encoder: the copies among them are found by their pictures and by their sound, others are not.
// `npm run proof -- matching` takes every clip of the corpus and writes docs/proofs/matching.md.

import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ffmpegTranscoder } from '@jhalak/ffmpeg';
import { JhalakError } from '@jhalak/kernel';
import { KnownFrames } from '../src/known-frames.ts';
import { KnownSounds } from '../src/known-sounds.ts';
import { matchPrints, readPrints, type ClipPrints } from '../src/read-prints.ts';
import { spansOf } from '../src/spans.ts';
import { hasEngine } from './made-clips.fixture.ts';

const SHARED = process.env['JHALAK_SHARED'] ?? join(import.meta.dirname, '../../../../shared');
const CLIPS = join(SHARED, 'media/dev');
const ALL = process.env['JHALAK_MATCHING_CLIPS'] === 'all';
const SAMPLE = ['dup_chair_orig_22s.mp4', 'dup_chair_cut_19s.mp4', 'cam_toy_elf_8s.mp4'];
const skip =
  hasEngine() && existsSync(join(CLIPS, 'dup_chair_orig_22s.mp4'))
    ? false
    : 'NOT RUN: no media/dev in JHALAK_SHARED, or no ffmpeg';
/** One picture in several clips: cut and tinted by whoever made it; an upload that broke off. */
const COPIES = [/^dup_chair/u, /^(?:cam_butterfly_720p|made_truncated_upload)/u];
const isCopy = (one: string, other: string): boolean =>
  COPIES.some((shown) => shown.test(one) && shown.test(other));
/** Pairs of those. */
const COPIES_THERE = ALL ? 4 : 1;

const transcoder = ffmpegTranscoder();

async function printsOf(clip: string): Promise<ClipPrints | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'jhalak-prints-'));
  try {
    const sourcePath = join(CLIPS, clip);
    const source = await transcoder.probe(sourcePath);
    // The first rendition's pass makes them; the rest is not waited for.
    const enough = new AbortController();
    let prints: ClipPrints | undefined;
    await transcoder
      .transcode({
        ...{ sourcePath, source, outputFolder: folder, prints: matchPrints },
        signal: enough.signal,
        onRendition: async (_, made) => {
          assert.ok(made.prints);
          prints ??= await readPrints(folder, made.prints);
          enough.abort();
        },
      })
      .catch((error: unknown) => {
        if (prints === undefined) throw error;
      });
    return prints;
  } catch (error) {
    // What is refused is published nowhere.
    if (error instanceof JhalakError && error.code.startsWith('media.')) return undefined;
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

test(
  'copies among real clips are found by picture and by sound, and nothing else is',
  { skip },
  async (t) => {
    const frames = new KnownFrames();
    const sounds = new KnownSounds<string>();
    const names = ALL ? readdirSync(CLIPS).toSorted().toReversed() : SAMPLE;
    const told = { clips: 0, frames: 0, copies: 0, sounds: 0, pairs: 0, soundPairs: 0, wrong: 0 };
    let withSound = 0;
    for (const [position, name] of names.entries()) {
      const prints = await printsOf(name);
      if (prints === undefined) continue;
      const found = frames.match(prints.frames).map(({ videoId }) => videoId);
      const heard = sounds.match(prints.sound);
      for (const other of found) {
        assert.ok(isCopy(name, other), `${name} is taken for ${other}`);
        told.copies += 1;
      }
      if (heard !== undefined) {
        t.diagnostic(`${name} sounds like ${heard.item}: ${JSON.stringify(heard)}`);
        if (isCopy(name, heard.item)) told.sounds += 1;
        else told.wrong += 1;
      }
      told.pairs += told.clips;
      told.clips += 1;
      told.frames += prints.frames.length;
      if (prints.sound.length > 0) {
        told.soundPairs += withSound;
        withSound += 1;
      }
      frames.add(name, position, spansOf(prints.frames));
      sounds.add(name, prints.sound);
    }
    t.diagnostic(JSON.stringify(told));
    assert.equal(told.wrong, 0);
    assert.equal(told.copies, COPIES_THERE);
  },
);
