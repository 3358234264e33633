// Broken on purpose: flips and cuts of good clips. Each publishes what a reader confirms, or is refused as the
// file's own fault; none hangs, none crashes us, none reads as our failure. proves F4

import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { MediaError } from '@jhalak/ports';
import { seededRandom, type Random } from '@jhalak/kernel';
import { CHEAP_ENCODE, ffmpeg, FFMPEG_MISSING, testInput } from './clips.fixture.ts';
import { ffmpegTranscoder, DEFAULT_LIMITS } from './index.ts';
import { readMp4Facts } from './mp4-file.ts';

/** A sample; the proof asks for 5,000 by JHALAK_MEDIA_MUTATIONS. One costs about a third of a second. */
const COUNT = Number(process.env['JHALAK_MEDIA_MUTATIONS'] ?? 32);
const SEED = Number(process.env['JHALAK_SEED'] ?? 41);

/** Small enough to encode in a blink, in each kind of file. */
const SEEDS: readonly (readonly [string, readonly string[]])[] = [
  ['clip.mp4', CHEAP_ENCODE],
  ['start.mp4', [...CHEAP_ENCODE, '-movflags', '+faststart']],
  ['fragments.mp4', [...CHEAP_ENCODE, '-movflags', 'frag_keyframe+empty_moov']],
  ['clip.mkv', CHEAP_ENCODE],
  ['clip.ts', CHEAP_ENCODE],
  ['clip.avi', ['-c:v', 'mjpeg', '-c:a', 'pcm_s16le']],
];

const options = FFMPEG_MISSING === undefined ? {} : { skip: FFMPEG_MISSING };

test(
  `${COUNT} broken files (seed ${SEED}) publish whole or are refused as their own fault`,
  options,
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'jhalak-mutations-'));
    const limits = { ...DEFAULT_LIMITS, transcodeWallMs: { base: 60_000, perClipMs: 0 } };
    const transcoder = ffmpegTranscoder({ limits });
    const random = seededRandom(SEED);
    const outcomes = new Map<string, number>();
    try {
      const seeds = await makeSeeds(folder);
      const path = join(folder, 'broken');
      for (let i = 0; i < COUNT; i++) {
        const seed = seeds[i % seeds.length];
        assert.ok(seed);
        await writeFile(path, mutate(seed.bytes, random));
        const outputFolder = join(folder, `output-${i}`);
        await mkdir(outputFolder);
        const outcome = await outcomeOf(
          transcoder,
          path,
          outputFolder,
          `${seed.name}, number ${i}`,
        );
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
        await rm(outputFolder, { recursive: true });
      }
      assert.equal(
        [...outcomes.values()].reduce((sum, count) => sum + count, 0),
        COUNT,
      );
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
);

async function makeSeeds(folder: string): Promise<{ name: string; bytes: Buffer }[]> {
  const picture = testInput({ widthPx: 96, heightPx: 72, frameRate: 10, sound: true });
  return await Promise.all(
    SEEDS.map(async ([name, encode]) => {
      await ffmpeg(...picture, '-t', '1', ...encode, join(folder, name));
      return { name, bytes: await readFile(join(folder, name)) };
    }),
  );
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
