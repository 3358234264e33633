// Real clips: each becomes files that an independent reader confirms, or it is refused with its own code. All that are refused
// and a seeded sample of the others here; `npm run proof -- walk` takes them all.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { MediaError, type MediaErrorCode, type Transcoded } from '@jhalak/ports';
import { ffprobe, SHARED_MEDIA, SHARED_MISSING } from './clips.fixture.ts';
import { ffmpegTranscoder } from './ffmpeg-transcoder.ts';

interface Published {
  /** `WxH` of each rendition, ascending. */
  sizes: string;
  sound: boolean;
  /** What a person sees of it: the source's own length, except where a comment says why not. */
  ms: number;
}
type Refused = MediaErrorCode;

const published = (sizes: string, ms: number, sound: 'sound' | 'silent'): Published => ({
  ...{ sizes, ms },
  sound: sound === 'sound',
});

const EXPECTED: Readonly<Record<string, Published | Refused>> = {
  'alpha_vp9_720p60.webm': published('640x360 1280x720', 9000, 'silent'),
  'audio51_vp8_1080p60.webm': published('640x360 1280x720', 1000, 'sound'),
  'audio_only_opus.mp4': 'media.no_video',
  'bad_chunk_range.mp4': 'media.damaged',
  'bad_poc_exiv2.mov': 'media.damaged',
  'bad_vp9_bitstream.webm': 'media.no_picture',
  'cam_1080p50_xvycc_pcm.mov': published('640x360 1280x720', 2000, 'sound'),
  'cam_butterfly_720p_8s.mp4': published('640x360 1280x720', 7540, 'sound'),
  'cam_landscape_720p_doorknob.mp4': published('640x360 1280x720', 4330, 'sound'),
  'cam_mjpeg_2005.avi': published('320x240', 2733, 'sound'),
  'cam_portrait_720x1280_pattern_8s.mp4': published('360x640 720x1280', 8171, 'sound'),
  'cam_toy_crystal_12s.mp4': published('540x360 720x480', 11_967, 'sound'),
  'cam_toy_elf_8s.mp4': published('540x360 720x480', 8033, 'sound'),
  'drm_widevine.mp4': 'media.encrypted',
  'dup_chair_cut_19s.mp4': published('360x540 480x720', 18_816, 'sound'),
  'dup_chair_orig_22s.mp4': published('360x540 480x720', 22_486, 'sound'),
  'dup_chair_sepia_22s.mp4': published('360x540 480x720', 22_464, 'sound'),
  'fps120_portrait_270x480.mp4': published('270x480', 2411, 'sound'),
  'gopro_karma_12s.mp4': published('640x360 854x480', 12_079, 'sound'),
  'long_362s_1080p_0.8MB.mp4': 'media.too_long',
  'made_bomb_16384x8704.mp4': 'media.too_many_pixels',
  'made_empty.mp4': 'media.empty',
  'made_hls_ssrf.mp4': 'media.is_playlist',
  'made_random.mp4': 'media.not_video',
  // Cut off after 4.4 of 7.5 seconds: more than half is there, so what is there is published.
  'made_truncated_upload.mp4': published('640x360 1280x720', 4405, 'sound'),
  // Its sound track has no description: the picture is kept.
  'missing_stsd_audio.mp4': published('540x360 1080x720', 1001, 'silent'),
  'pancake_opus_mono_10s.mkv': published('426x240', 10_375, 'sound'),
  'people_1080p_noaudio.mp4': published('640x360 1280x720', 2567, 'silent'),
  'ph_4k60_portrait_rot90.mp4': published('360x640 720x1280', 313, 'sound'),
  'ph_hdr10_hevc_1080p.mp4': published('640x360 1280x720', 1018, 'sound'),
  'ph_hlg_1080p_short.mp4': published('640x360 1280x720', 300, 'sound'),
  'ph_iphone_dv_hlg_rot90_edit.mp4': published('360x640 720x1280', 2548, 'sound'),
  'ph_iphone_gps_rot90_4s.mov': published('320x568', 4002, 'sound'),
  'ph_issue515_720p_vfr.mp4': published('640x360 1280x720', 3635, 'sound'),
  'ph_live_train_1440x1080_vfr.mov': published('480x360 960x720', 1233, 'sound'),
  'ph_pixel_rot180_noaudio.mp4': published('640x360 1280x720', 1206, 'silent'),
  'ph_sef_slowmo_320.mp4': published('320x240', 2152, 'sound'),
  'ph_thermal_1080x1440_vfr_11s.mp4': published('360x480 720x960', 11_353, 'sound'),
  'phone_3gp_amr_176x144.3gp': published('176x144', 4933, 'sound'),
  'rot_reflect.mp4': published('360x540 720x1080', 1024, 'sound'),
  'sar_2x1.mp4': published('1280x360', 5000, 'silent'),
  'silent_black_25s.mp4': published('320x240', 25_000, 'sound'),
  // Two pictures and two sounds: the first of each, which is shorter than the file.
  'speech_nasa_multi.mp4': published('320x180', 13_056, 'sound'),
  // Claims 35 seconds and holds half a second.
  'truncated_annexb_35s.mp4': 'media.truncated',
  // Only its last half second can be decoded: that picture is held from the start, under the whole sound.
  'ts_no_initial_keyframe.ts': published('626x352', 2650, 'sound'),
  'vfr_cursed_3026x1386.mp4': published('786x360 1572x720', 8726, 'silent'),
  'wrongext_jpeg.heic': 'media.is_image',
};

/** A frame of 15 a second, and the packet of sound that runs over the end. */
const LENGTH_TOLERANCE_MS = 110;
/** 30 on a phone's clock. */
const FRAME_RATE_MAX = 30.6;

/** How many of those that are published: `all`, or a number; drawn by the seed. */
const WANTED = process.env['JHALAK_WALK'] ?? '12';
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
          if (typeof expected === 'string') await assertRefused(file, folder, expected);
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
    .filter((file) => typeof EXPECTED[file] !== 'string')
    .map((file) => ({ file, place: createHash('sha256').update(`${SEED}/${file}`).digest('hex') }))
    .toSorted((a, b) => (a.place < b.place ? -1 : 1))
    .slice(0, count)
    .map(({ file }) => file);
  const chosen = new Set(drawn);
  return files.filter((file) => typeof EXPECTED[file] === 'string' || chosen.has(file));
}

/** Two at once: starting and reading of one fills the gaps of the other on two cores. */
function walkOptions() {
  return { concurrency: 2, ...(SHARED_MISSING === undefined ? {} : { skip: SHARED_MISSING }) };
}

async function publish(file: string, outputFolder: string): Promise<Transcoded> {
  const sourcePath = join(SHARED_MEDIA, file);
  const source = await transcoder.probe(sourcePath);
  return await transcoder.transcode({ sourcePath, source, outputFolder });
}

async function assertRefused(file: string, folder: string, code: Refused): Promise<void> {
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

async function assertRendition(path: string, expected: Published): Promise<void> {
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
      ...{ codec_name: 'h264', profile: 'High', pix_fmt: 'yuv420p' },
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
