// Broken on purpose: flips and cuts of good clips. Each publishes what a reader confirms, or is refused as the
// file's own fault; none hangs, none crashes us, none reads as our failure. proves F4

import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { MediaError } from '@jhalak/ports';
import { seededRandom, type Random } from '@jhalak/kernel';
import { CHEAP_ENCODE, ffmpeg, FFMPEG_MISSING, testInput } from './clips.fixture.ts';
import { ffmpegTranscoder, DEFAULT_LIMITS } from './index.ts';
import { readMp4Facts } from './mp4-file.ts';

/** A sample, two of each seed; `npm run proof -- media-mutations` takes 250 of each. One costs about a third of a second. */
const EACH = Number(process.env['JHALAK_MEDIA_MUTATIONS'] ?? 2);
const SEED = Number(process.env['JHALAK_SEED'] ?? 41);

const H264 = CHEAP_ENCODE;
/** Small enough to encode in a blink; every kind of file and of decoder that an upload can reach. */
const SEEDS: readonly (readonly [string, readonly string[]])[] = [
  ['clip.mp4', H264],
  ['start.mp4', [...H264, '-movflags', '+faststart']],
  ['fragments.mp4', [...H264, '-movflags', 'frag_keyframe+empty_moov']],
  ['turned.mp4', [...H264, '-metadata:s:v:0', 'rotate=90']],
  ['late.mp4', [...H264, '-output_ts_offset', '0.4']],
  ['surround.mp4', [...H264, '-ac', '6']],
  ['silent.mp4', [...H264, '-an']],
  ['hevc.mp4', ['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', 'log-level=error']],
  ['part2.mp4', ['-c:v', 'mpeg4', '-c:a', 'libmp3lame']],
  ['av1.mp4', ['-c:v', 'libaom-av1', '-cpu-used', '8', '-usage', 'realtime', '-c:a', 'aac']],
  ['clip.mov', [...H264, '-c:a', 'pcm_s16le']],
  ['prores.mov', ['-c:v', 'prores', '-pix_fmt', 'yuv422p10le', '-c:a', 'alac']],
  ['clip.mkv', H264],
  ['vp8.webm', ['-c:v', 'libvpx', '-deadline', 'realtime', '-c:a', 'libvorbis']],
  ['vp9.webm', ['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-c:a', 'libopus']],
  ['clip.ts', H264],
  ['old.ts', ['-c:v', 'mpeg2video', '-c:a', 'mp2']],
  ['clip.avi', ['-c:v', 'mjpeg', '-pix_fmt', 'yuvj420p', '-c:a', 'pcm_s16le']],
  ['part2.avi', ['-c:v', 'mpeg4', '-c:a', 'ac3']],
  ['clip.mpg', ['-c:v', 'mpeg2video', '-r', '25', '-c:a', 'mp2']],
];
const options = FFMPEG_MISSING === undefined ? {} : { skip: FFMPEG_MISSING };

test(
  `files broken on purpose, ${EACH} of each kind (seed ${SEED}), publish whole or are refused as their own fault`,
  options,
  async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'jhalak-mutations-'));
    const limits = { ...DEFAULT_LIMITS, transcodeWallMs: { base: 60_000, perClipMs: 0 } };
    const transcoder = ffmpegTranscoder({ limits });
    const random = seededRandom(SEED);
    const outcomes = new Map<string, number>();
    try {
      const seeds = await makeSeeds(t, folder);
      const path = join(folder, 'broken');
      const there = [...seeds.map(({ name }) => name), 'broken'].toSorted();
      const count = EACH * seeds.length;
      for (let i = 0; i < count + seeds.length; i++) {
        const seed = seeds[i % seeds.length];
        assert.ok(seed);
        // The first of each is whole, so that what is broken afterwards was good before.
        const isWhole = i < seeds.length;
        await writeFile(path, isWhole ? seed.bytes : mutate(seed.bytes, random));
        const outputFolder = join(folder, `output-${i}`);
        await mkdir(outputFolder);
        const outcome = await outcomeOf(
          transcoder,
          path,
          outputFolder,
          `${seed.name}, number ${i}`,
        );
        if (isWhole) assert.equal(outcome, 'published', seed.name);
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
        await rm(outputFolder, { recursive: true });
        assert.deepEqual((await readdir(folder)).toSorted(), there, 'no file outside the cage');
      }
      t.diagnostic([...outcomes].map(([code, count]) => `${count} ${code}`).join(', '));
      assert.equal(
        [...outcomes.values()].reduce((sum, count) => sum + count, 0),
        count + seeds.length,
      );
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
);

/** Without these the machine's ffmpeg could make no upload either. */
const SEEDS_MIN = 6;

async function makeSeeds(
  t: TestContext,
  folder: string,
): Promise<{ name: string; bytes: Buffer }[]> {
  const picture = testInput({ widthPx: 96, heightPx: 72, frameRate: 10, sound: true });
  const made: { name: string; bytes: Buffer }[] = [];
  for (const [name, encode] of SEEDS) {
    const path = join(folder, name);
    const shape = name === 'clip.mpg' ? ['-s', '352x288'] : [];
    try {
      await ffmpeg(...picture, '-t', '1', ...shape, ...encode, '-strict', '-2', path);
      made.push({ name, bytes: await readFile(path) });
    } catch (error) {
      t.diagnostic(`NOT RUN: this ffmpeg cannot make ${name}: ${String(error)}`);
      await rm(path, { force: true });
    }
  }
  assert.ok(made.length >= SEEDS_MIN, 'seeds were made');
  return made;
}

/** Half are flips (mostly in the head, where the structure is), half are cuts, holes and doubled parts. */
function mutate(bytes: Buffer, random: Random): Buffer {
  const at = (length: number): number => random.below(length);
  const copy = Buffer.from(bytes);
  const kind = at(6);
  if (kind < 3) {
    const reach = kind === 0 ? copy.length : Math.min(copy.length, 2000);
    for (let i = 0; i <= at(40); i++) copy[at(reach)] = at(256);
    return copy;
  }
  const from = at(copy.length);
  if (kind === 3) return copy.subarray(0, from);
  if (kind === 4) return Buffer.concat([copy.subarray(0, from), copy.subarray(from + at(5000))]);
  return Buffer.concat([copy.subarray(0, from), copy.subarray(at(from + 1))]);
}

async function outcomeOf(
  transcoder: ReturnType<typeof ffmpegTranscoder>,
  sourcePath: string,
  outputFolder: string,
  which: string,
): Promise<string> {
  try {
    const source = await transcoder.probe(sourcePath);
    const made = await transcoder.transcode({ sourcePath, source, outputFolder });
    for (const { file, bytes } of made.renditions) {
      const facts = await readMp4Facts(join(outputFolder, file));
      assert.ok(facts?.faststart && facts.bytes === bytes, which);
    }
    return 'published';
  } catch (thrown) {
    assert.ok(thrown instanceof MediaError, `${which}: ${String(thrown)}`);
    assert.equal(thrown.retryable, false, `${which}: ${thrown.code}: ${String(thrown.cause)}`);
    assert.deepEqual(await readdir(outputFolder), [], which);
    return thrown.code;
  }
}
