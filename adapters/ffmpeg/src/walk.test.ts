// Real clips: each becomes files that an independent reader confirms, or it is refused with its own code. All that are refused
// and a seeded sample of the others here; `npm run proof -- walk` takes them all.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { MediaError, type Transcoded } from '@jhalak/ports';
import { ffprobe, SHARED_MEDIA, SHARED_MISSING } from './clips.fixture.ts';
import { ffmpegTranscoder } from './ffmpeg-transcoder.ts';

interface Published {
  /** `WxH` of each rendition, ascending. */
  sizes: string;
  sound: boolean;
  /** What a person sees of it: the source's own length, except where `why` says why not. */
  ms: number;
}

/** What must become of each file. */
const EXPECTED = JSON.parse(
  readFileSync(new URL('../cases/corpus.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, Published | { refused: string }>>;

/** A frame of 15 a second, and the packet of sound that runs over the end. */
const LENGTH_TOLERANCE_MS = 110;
/** 30 on a phone's clock. */
const FRAME_RATE_MAX = 30.6;

/** How many of those that are published: `all`, or a number; drawn by the seed. */
const WANTED = process.env['JHALAK_WALK'] ?? '8';
const SEED = process.env['JHALAK_WALK_SEED'] ?? '1';

const transcoder = ffmpegTranscoder();

test('clips are published as promised or refused with their reason', walkOptions(), async (t) => {
  const files = (await readdir(SHARED_MEDIA)).toSorted();
  assert.deepEqual(files, Object.keys(EXPECTED).toSorted(), 'every file has its expectation');
  const chosen = sample(files);
  t.diagnostic(`${chosen.length} of ${files.length} clips (seed ${SEED})`);
  await Promise.all(
    chosen.map((file) =>
      t.test(file, async () => {
        const expected = EXPECTED[file];
        assert.ok(expected);
        const folder = await mkdtemp(join(tmpdir(), 'jhalak-walk-'));
        try {
          if ('refused' in expected) await assertRefused(file, folder, expected.refused);
          else await assertPublished(file, folder, expected);
        } finally {
          await rm(folder, { recursive: true, force: true });
        }
      }),
    ),
  );
});

/** @returns what is refused, which costs little, and as many of the others as are wanted. */
function sample(files: readonly string[]): string[] {
  if (WANTED === 'all') return [...files];
  const count = Number(WANTED);
  assert.ok(Number.isInteger(count) && count > 0, 'JHALAK_WALK is `all` or a whole number');
  const drawn = files
    .filter((file) => !isRefused(file))
    .map((file) => ({ file, place: createHash('sha256').update(`${SEED}/${file}`).digest('hex') }))
    .toSorted((a, b) => (a.place < b.place ? -1 : 1))
    .slice(0, count)
    .map(({ file }) => file);
  const chosen = new Set(drawn);
  return files.filter((file) => isRefused(file) || chosen.has(file));
}

const isRefused = (file: string): boolean => 'refused' in (EXPECTED[file] ?? {});

/** Two at once: starting and reading of one fills the gaps of the other on two cores. */
function walkOptions() {
  return { concurrency: 2, ...(SHARED_MISSING === undefined ? {} : { skip: SHARED_MISSING }) };
}

async function publish(file: string, outputFolder: string): Promise<Transcoded> {
  const sourcePath = join(SHARED_MEDIA, file);
  const source = await transcoder.probe(sourcePath);
  return await transcoder.transcode({ sourcePath, source, outputFolder });
}

async function assertRefused(file: string, folder: string, code: string): Promise<void> {
  await assert.rejects(publish(file, folder), (thrown) => {
    assert.ok(thrown instanceof MediaError, String(thrown));
    assert.equal(thrown.code, code, String(thrown.cause));
    assert.equal(thrown.retryable, false);
    assert.match(thrown.message, /^[A-Z][^{}…]+\.$/, 'a whole sentence');
    return true;
  });
  assert.deepEqual(await readdir(folder), [], 'nothing is left');
}

async function assertPublished(file: string, folder: string, expected: Published): Promise<void> {
  const made = await publish(file, folder);
  const sizes = made.renditions.map(({ widthPx, heightPx }) => `${widthPx}x${heightPx}`);
  assert.equal(sizes.join(' '), expected.sizes);
  assert.equal(made.hasAudio, expected.sound);
  assertLength(made.durationMs, expected.ms);
  for (const rendition of made.renditions) {
    const path = join(folder, rendition.file);
    await assertRendition(path, {
      ...expected,
      sizes: `${rendition.widthPx}x${rendition.heightPx}`,
      codec: rendition.codec.startsWith('av01') ? 'av1' : 'h264',
    });
    const bytes = await readFile(path, 'latin1');
    assert.equal(bytes.length, rendition.bytes);
    assert.ok(
      bytes.indexOf('moov') < bytes.indexOf('mdat'),
      'playing can begin with the first bytes',
    );
    assert.doesNotMatch(
      bytes,
      /\xa9xyz|loci|ISO6709|[+-]\d\d\.\d{3,4}[+-]\d{3}\.\d{3,4}/,
      'no place',
    );
  }
  await assertPoster(made, folder);
}

interface Stream {
  codec_type: string;
  codec_name: string;
  profile: string;
  pix_fmt: string;
  width: number;
  height: number;
  sample_aspect_ratio: string;
  avg_frame_rate: string;
  start_time: string;
  color_space: string;
  color_transfer: string;
  color_range: string;
  channels: number;
  side_data_list?: unknown[];
}

async function assertRendition(
  path: string,
  expected: Published & { codec: 'av1' | 'h264' },
): Promise<void> {
  const found = (await ffprobe(path, '-show_streams', '-show_format')) as {
    streams: Stream[];
    format: { duration: string };
  };
  const [video, audio, ...others] = found.streams;
  assert.equal(others.length, 0);
  assert.ok(video);
  const { codec_name, profile, pix_fmt, color_space, color_transfer, color_range } = video;
  assert.deepEqual(
    { codec_name, profile, pix_fmt, color_space, color_transfer, color_range },
    {
      ...{ codec_name: expected.codec, profile: expected.codec === 'av1' ? 'Main' : 'High' },
      pix_fmt: 'yuv420p',
      ...{ color_space: 'bt709', color_transfer: 'bt709', color_range: 'tv' },
    },
  );
  assert.equal(`${video.width}x${video.height}`, expected.sizes);
  assert.equal(video.sample_aspect_ratio, '1:1');
  assert.equal(video.side_data_list, undefined, 'it is stored upright');
  const [frames, seconds = '1'] = video.avg_frame_rate.split('/');
  assert.ok(Number(frames) / Number(seconds) <= FRAME_RATE_MAX, video.avg_frame_rate);
  assert.ok(Math.abs(Number(video.start_time)) < 0.1, `the picture starts at ${video.start_time}`);
  assert.equal(audio !== undefined, expected.sound);
  if (audio) {
    assert.deepEqual([audio.codec_name, audio.profile], ['aac', 'LC']);
    assert.ok(audio.channels <= 2);
  }
  assertLength(Number(found.format.duration) * 1000, expected.ms);
}

function assertLength(ms: number, expectedMs: number): void {
  assert.ok(Math.abs(ms - expectedMs) <= LENGTH_TOLERANCE_MS, `${ms} ms for ${expectedMs}`);
}

async function assertPoster(made: Transcoded, folder: string): Promise<void> {
  const { poster, thumbhash } = made;
  const bytes = await readFile(join(folder, poster.file));
  assert.equal(bytes.byteLength, poster.bytes);
  assert.equal(bytes.toString('latin1', 0, 4) + bytes.toString('latin1', 8, 12), 'RIFFWEBP');
  assert.equal(poster.contentType, 'image/webp');
  const [smallest] = made.renditions;
  assert.deepEqual([poster.widthPx, poster.heightPx], [smallest?.widthPx, smallest?.heightPx]);
  assert.ok(Buffer.from(thumbhash, 'base64').byteLength >= 5);
}
