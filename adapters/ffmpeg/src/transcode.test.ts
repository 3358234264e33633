import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, afterEach, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { MediaError, type Orientation, type TranscodeRequest } from '@jhalak/ports';
import {
  CHEAP_ENCODE,
  ffmpeg,
  ffprobe,
  FFMPEG_MISSING,
  makeClip,
  testInput,
} from './clips.fixture.ts';
import { findProgram } from './find-program.ts';
import { ffmpegTranscoder, type FfmpegSettings } from './index.ts';

const options = FFMPEG_MISSING === undefined ? {} : { skip: FFMPEG_MISSING };
const SMALL = { widthPx: 160, heightPx: 120, frameRate: 15, sound: true };
const TWO_RUNGS = { widthPx: 480, heightPx: 852, frameRate: 30, sound: true };

let folder: string;
let output: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jhalak-transcode-'));
  output = join(folder, 'output');
  await mkdir(output);
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function transcode(
  sourcePath: string,
  settings: Partial<FfmpegSettings> = {},
  more: Partial<TranscodeRequest> = {},
) {
  const transcoder = ffmpegTranscoder(settings);
  const source = await transcoder.probe(sourcePath);
  const made = await transcoder.transcode({ sourcePath, source, outputFolder: output, ...more });
  return { source, made };
}

interface Streams {
  streams: {
    codec_type: string;
    start_time: string;
    duration: string;
    tags?: Record<string, string>;
  }[];
  format: { duration: string; tags?: Record<string, string> };
}

async function look(file: string): Promise<Streams> {
  return (await ffprobe(join(output, file), '-show_streams', '-show_format')) as Streams;
}

/** Stored picture: red, green above blue, white. */
const QUADRANTS = ['red', 'green', 'blue', 'white'] as const;
/** Display matrix (a, b, c, d), and the quadrants as they are then seen, row by row. */
const TURNS: Readonly<Record<Orientation, readonly [readonly number[], string]>> = {
  upright: [[1, 0, 0, 1], 'red green blue white'],
  turn_90: [[0, 1, -1, 0], 'blue red white green'],
  turn_180: [[-1, 0, 0, -1], 'white blue green red'],
  turn_270: [[0, -1, 1, 0], 'green white red blue'],
  mirror_horizontal: [[-1, 0, 0, 1], 'green red white blue'],
  mirror_vertical: [[1, 0, 0, -1], 'blue white red green'],
  transpose: [[0, 1, 1, 0], 'red blue green white'],
  anti_transpose: [[0, -1, -1, 0], 'white green blue red'],
};

test('a clip stored in any of the eight turns is seen upright', options, async () => {
  const stored = join(folder, 'stored.mp4');
  const inputs = QUADRANTS.flatMap((colour) => [
    '-f',
    'lavfi',
    '-i',
    `color=${colour}:s=80x48:r=15`,
  ]);
  const stack = '[0][1]hstack[up];[2][3]hstack[down];[up][down]vstack';
  await ffmpeg(...inputs, '-filter_complex', stack, ...CHEAP_ENCODE, '-t', '0.4', stored);
  const bytes = await readFile(stored);
  const matrixAt = bytes.indexOf('tkhd') + 4 + 40;
  for (const [orientation, [matrix, expected]] of Object.entries(TURNS)) {
    const places = [0, 4, 12, 16];
    matrix.forEach((value, i) => bytes.writeInt32BE(value * 65_536, matrixAt + (places[i] ?? 0)));
    const turned = join(folder, `${orientation}.mp4`);
    await writeFile(turned, bytes);
    const { source, made } = await transcode(turned);
    assert.equal(source.orientation, orientation);
    const [rendition] = made.renditions;
    assert.equal(await quadrants(join(output, rendition?.file ?? '')), expected, orientation);
    assert.equal(
      await quadrants(join(output, made.poster.file)),
      expected,
      `${orientation} poster`,
    );
  }
});

/** Names the colours of the four corners, as an independent player shows them. */
async function quadrants(path: string): Promise<string> {
  const raw = join(folder, 'corners.rgb');
  const filter = 'format=rgb24,scale=2:2:flags=area';
  await ffmpeg(
    '-i',
    path,
    '-frames:v',
    '1',
    '-vf',
    filter,
    '-f',
    'rawvideo',
    '-pix_fmt',
    'rgb24',
    raw,
  );
  const pixels = await readFile(raw);
  return [0, 1, 2, 3]
    .map((i) => {
      const [red = 0, green = 0, blue = 0] = pixels.subarray(i * 3, i * 3 + 3);
      if (Math.min(red, green, blue) > 150) return 'white';
      if (red > green && red > blue) return 'red';
      return green > blue ? 'green' : 'blue';
    })
    .join(' ');
}

test(
  'files of browsers’ recorders, which name no length, are timed by their packets',
  options,
  async () => {
    const recorded = [
      [
        'take.webm',
        [
          '-c:v',
          'libvpx',
          '-deadline',
          'realtime',
          '-cpu-used',
          '8',
          '-c:a',
          'libopus',
          '-f',
          'webm',
          '-live',
          '1',
        ],
      ],
      [
        'take.mp4',
        [...CHEAP_ENCODE, '-g', '15', '-f', 'mp4', '-movflags', 'frag_keyframe+empty_moov'],
      ],
    ] as const;
    for (const [name, encode] of recorded) {
      const path = join(folder, name);
      // Through a pipe, so that the writer cannot go back to note the length.
      const command = [
        'ffmpeg',
        '-nostdin',
        '-v',
        'error',
        ...testInput(SMALL),
        '-t',
        '2',
        ...encode,
        'pipe:1',
      ];
      const quoted = command.map((word) => `'${word}'`).join(' ');
      await promisify(execFile)('/bin/sh', ['-c', `${quoted} | cat > '${path}'`]);
      const { source, made } = await transcode(path);
      assert.ok(
        Math.abs(source.durationMs - 2000) < 150,
        `${name}: ${source.durationMs} ms probed`,
      );
      assert.ok(Math.abs(made.durationMs - 2000) < 150, `${name}: ${made.durationMs} ms made`);
      assert.ok(
        Math.abs(source.frameRate - 15) < 1,
        `${name}: ${source.frameRate} frames a second`,
      );
    }
  },
);

test(
  'place, device, time and chapters of the source are in none of the files',
  options,
  async () => {
    const secrets = [
      '+12.9716+077.5946',
      'PhoneOfAsha',
      '2026-01-26T05:00',
      'MarketSquare',
      'AuthorAsha',
    ];
    const chapters = join(folder, 'chapters.txt');
    const chapter = '[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=900\ntitle=MarketSquare';
    await writeFile(chapters, `;FFMETADATA1\nartist=AuthorAsha\n${chapter}\n`);
    const path = join(folder, 'tagged.mov');
    await ffmpeg(
      ...testInput(SMALL),
      ...['-i', chapters, '-map_metadata', '2', '-t', '1', ...CHEAP_ENCODE],
      ...['-metadata', 'location=+12.9716+077.5946/', '-metadata', 'make=PhoneOfAsha'],
      ...['-metadata', 'com.apple.quicktime.location.ISO6709=+12.9716+077.5946/'],
      ...[
        '-metadata',
        'creation_time=2026-01-26T05:00:00Z',
        '-metadata:s:v',
        'handler_name=PhoneOfAsha',
      ],
      ...['-movflags', 'use_metadata_tags', path],
    );
    const before = await readFile(path, 'latin1');
    assert.ok(
      before.includes('+12.9716+077.5946') && before.includes('PhoneOfAsha'),
      'they are there before',
    );
    const { made } = await transcode(path);
    for (const { file } of [...made.renditions, made.poster]) {
      const after = await readFile(join(output, file), 'latin1');
      for (const secret of secrets) assert.ok(!after.includes(secret), `${secret} in ${file}`);
      assert.ok(!/Exif|XMP |\xa9xyz|loci|uuid/.test(after), `a place for metadata in ${file}`);
    }
    const { streams, format } = await look(made.renditions[0]?.file ?? '');
    assert.equal(streams.length, 2, 'no chapter track');
    const tags = [format.tags ?? {}, ...streams.map((stream) => stream.tags ?? {})];
    const harmless = [
      'major_brand',
      'minor_version',
      'compatible_brands',
      'language',
      'handler_name',
      'vendor_id',
      'encoder',
    ];
    assert.deepEqual(
      tags.flatMap(Object.keys).filter((tag) => !harmless.includes(tag)),
      [],
    );
  },
);

test('a picture that comes after its sound is held from the start', options, async () => {
  const path = join(folder, 'late.mkv');
  await ffmpeg(
    ...['-itsoffset', '0.8', '-f', 'lavfi', '-i', 'testsrc2=size=160x120:rate=15:duration=1'],
    ...['-f', 'lavfi', '-i', 'sine=sample_rate=48000'],
    ...['-t', '1.8', ...CHEAP_ENCODE, path],
  );
  const { made } = await transcode(path);
  const { streams } = await look(made.renditions[0]?.file ?? '');
  const video = streams.find((stream) => stream.codec_type === 'video');
  assert.equal(Number(video?.start_time), 0);
  assert.ok(Math.abs(Number(video?.duration) - 1.8) < 0.15, video?.duration);
});

test('a cut through the pauses of a recording is as long as was asked for', options, async () => {
  const path = join(folder, 'pauses.webm');
  // What browsers record of a screen that stands still: 20 frames a second, and none for 1.3 s at a time.
  await ffmpeg(
    ...testInput({ widthPx: 160, heightPx: 120, frameRate: 20, sound: true }),
    ...['-t', '6', '-vf', "select='lt(mod(t,1.6),0.3)'", '-vsync', 'vfr'],
    ...['-c:v', 'libvpx', '-b:v', '300k', '-c:a', 'libopus', path],
  );
  for (const [startMs, endMs] of [
    [0, 2_000],
    [500, 2_500],
    [2_000, 3_000],
  ] as const) {
    await rm(output, { recursive: true });
    await mkdir(output);
    const { made } = await transcode(path, {}, { trim: { startMs, endMs } });
    const aside = made.durationMs - (endMs - startMs);
    assert.ok(Math.abs(aside) <= 100, `${startMs} to ${endMs}: ${made.durationMs} ms`);
    const { streams } = await look(made.renditions[0]?.file ?? '');
    for (const { codec_type: kind, start_time: start } of streams)
      assert.ok(Number(start) < 0.1, `${kind} from ${start}`);
  }
});

test(
  'the rung between is AV1, named as players ask for it, with key frames and sound of its own',
  options,
  async (t) => {
    const { encoders } = await ffmpegTranscoder().capabilities();
    if (!encoders.includes('libsvtav1')) {
      t.skip('NOT RUN: this ffmpeg writes no AV1');
      return;
    }
    const path = join(folder, 'wide.mp4');
    await makeClip(path, { widthPx: 720, heightPx: 720, frameRate: 15, sound: true, seconds: 3 });
    const { made } = await transcode(path);
    assert.deepEqual(
      made.renditions.map(({ file, codec }) => `${file} ${codec.slice(0, 4)}`),
      ['360.mp4 avc1', '540.mp4 av01', '720.mp4 avc1'],
    );
    const between = made.renditions[1];
    assert.match(between?.codec ?? '', /^av01\.0\.\d\d[MH]\.08,mp4a\.40\.2$/u);
    const found = (await ffprobe(
      join(output, '540.mp4'),
      ...['-show_entries', 'stream=codec_name,color_space,color_transfer,color_primaries,width'],
      ...['-show_entries', 'packet=pts_time,flags', '-select_streams', 'v'],
    )) as { streams: Record<string, unknown>[]; packets: { pts_time: string; flags: string }[] };
    const bt709 = { color_space: 'bt709', color_transfer: 'bt709', color_primaries: 'bt709' };
    assert.deepEqual(found.streams, [{ codec_name: 'av1', width: 540, ...bt709 }]);
    const keys = found.packets.filter(({ flags }) => flags.startsWith('K'));
    assert.deepEqual(
      keys.map(({ pts_time: at }) => Number(at)),
      [0, 2],
    );
  },
);

test('an engine that writes no AV1 makes H.264 alone, and says so', options, async () => {
  // The machine's own engine, but for one line of what it says it can.
  const lesser = join(folder, 'ffmpeg');
  const real = await findProgram('ffmpeg');
  const script = `#!/bin/sh
case "$*" in *-encoders*) '${real}' "$@" | grep -v libsvtav1; exit ;; esac
exec '${real}' "$@"
`;
  await writeFile(lesser, script, { mode: 0o755 });
  const path = join(folder, 'wide.mp4');
  await makeClip(path, { widthPx: 720, heightPx: 720, frameRate: 5, sound: false, seconds: 1 });
  const settings = { ffmpegPath: lesser, sandbox: 'off' } as const;
  const { made } = await transcode(path, settings);
  assert.deepEqual(
    made.renditions.map(({ file, codec }) => `${file} ${codec.slice(0, 4)}`),
    ['360.mp4 avc1', '720.mp4 avc1'],
  );
  const { ready, findings } = await ffmpegTranscoder(settings).capabilities();
  assert.equal(ready, true);
  const finding = findings.find(({ name }) => name === 'AV1');
  assert.equal(finding?.state, 'degraded');
  assert.match(finding?.mend ?? '', /complete build/u);
});

test(
  'where AV1 alone fails the clip is made without it, and the reason is told; a killed engine is not taken for that',
  options,
  async () => {
    const lesser = join(folder, 'ffmpeg');
    const real = await findProgram('ffmpeg');
    const path = join(folder, 'wide.mp4');
    await makeClip(path, { widthPx: 720, heightPx: 720, frameRate: 5, sound: false, seconds: 1 });
    const without = async (ending: string, firstPlayableAloneFromMs: number) => {
      const script = `#!/bin/sh
case "$*" in *-encoders*) ;; *libsvtav1*) echo 'Svt[error]: out of sorts' >&2; ${ending} ;; esac
exec '${real}' "$@"
`;
      await writeFile(lesser, script, { mode: 0o755 });
      const left: string[] = [];
      const settings = { ffmpegPath: lesser, sandbox: 'off', firstPlayableAloneFromMs } as const;
      const { made } = await transcode(path, settings, {
        onLeftOut: ({ codec, failure }) => void left.push(`${codec} ${failure.code}`),
      });
      return { left, files: made.renditions.map(({ file }) => file) };
    };
    const found = { left: ['av1 media.engine_failed'], files: ['360.mp4', '720.mp4'] };
    assert.deepEqual(await without('exit 1', 0), found, 'in a pass of its own');
    assert.deepEqual(await without('exit 1', 60_000), found, 'in the only pass');
    await assert.rejects(without('kill -KILL $$', 0), { code: 'media.engine_failed' });
  },
);

test(
  'a long clip plays at 360 before the rest is made, and keeps that when the rest is stopped',
  options,
  async () => {
    const path = join(folder, 'long.mp4');
    await makeClip(path, { ...TWO_RUNGS, seconds: 2 });
    const stop = new AbortController();
    const seen: string[][] = [];
    const stopped = transcode(
      path,
      { firstPlayableAloneFromMs: 2000 },
      {
        signal: stop.signal,
        onRendition: async () => {
          seen.push((await readdir(output)).filter((file) => !file.startsWith('.')));
          stop.abort();
        },
      },
    );
    await assert.rejects(stopped, { code: 'media.aborted' });
    assert.deepEqual(seen, [['360.mp4', 'poster.webp']]);
    assert.deepEqual(await readdir(output), ['360.mp4', 'poster.webp']);
    const { made } = await transcode(path, { firstPlayableAloneFromMs: 2000 });
    assert.deepEqual(
      made.renditions.map(({ file }) => file),
      ['360.mp4', '480.mp4'],
    );
  },
);

test(
  'killed half way, nothing looks finished, no engine lives on, and the next run succeeds',
  options,
  async () => {
    const path = join(folder, 'slow.mp4');
    await makeClip(path, { ...TWO_RUNGS, seconds: 14 });
    const fixture = fileURLToPath(new URL('kill.fixture.ts', import.meta.url));
    const child = spawn(process.execPath, [fixture, path, output], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'close');
    const left = await readdir(output);
    assert.ok(left.length === 1 && left[0]?.startsWith('.partial-'), left.join(' '));
    await untilNobodyWorksIn(join(output, left[0] ?? ''));
    const { made } = await transcode(path);
    assert.equal(made.renditions.length, 2);
    assert.deepEqual((await readdir(output)).toSorted(), ['360.mp4', '480.mp4', 'poster.webp']);
  },
);

/** Waits, at most five seconds, until no process has the folder as its own. */
async function untilNobodyWorksIn(workFolder: string): Promise<void> {
  const inode = (await stat(workFolder)).ino;
  for (let attempt = 0; attempt < 100; attempt++) {
    const processes = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
    const inodes = await Promise.all(
      processes.map(async (id) => {
        // A process may end between the two calls.
        const found = await stat(`/proc/${id}/cwd/.`).catch(() => undefined);
        return found?.ino;
      }),
    );
    if (!inodes.includes(inode)) return;
    // @waits: for other processes to end, which nothing tells us.
    await delay(50);
  }
  assert.fail(`a process still works in ${workFolder}`);
}

test(
  'bytes that begin like one kind and go on like another are read as the first only',
  options,
  async () => {
    const path = join(folder, 'polyglot.mp4');
    const list =
      '#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n';
    const heads = [
      '\0\0\0\x10ftypisom\0\0\0\0',
      '\x1a\x45\xdf\xa3',
      'RIFF\0\0\0\0AVI ',
      '\0\0\x01\xba',
    ];
    for (const head of heads) {
      await writeFile(path, Buffer.from(head + list.repeat(50), 'latin1'));
      await assert.rejects(ffmpegTranscoder().probe(path), (thrown) => {
        assert.ok(thrown instanceof MediaError && !thrown.retryable, String(thrown));
        assert.match(thrown.code, /^media\.(damaged|no_video|no_picture|unsupported_codec)$/);
        return true;
      });
    }
  },
);

test('without the engine everything says so, and capabilities say how to mend it', async () => {
  const path = join(folder, 'clip.mp4');
  await writeFile(path, Buffer.from('\0\0\0\x10ftypisom\0\0\0\0', 'latin1'));
  const transcoder = ffmpegTranscoder({
    ffmpegPath: '/nowhere/ffmpeg',
    ffprobePath: '/nowhere/ffprobe',
  });
  await assert.rejects(transcoder.probe(path), { code: 'media.engine_missing', retryable: true });
  const { ready, version, findings } = await transcoder.capabilities();
  assert.deepEqual([ready, version], [false, undefined]);
  assert.match(
    findings.find((finding) => finding.state === 'missing')?.mend ?? '',
    /apt install ffmpeg/,
  );
});

test(
  'what a clip says of itself stands in each of its files, and stays in what is cut from them',
  options,
  async () => {
    const source = join(folder, 'made.mp4');
    await makeClip(source, { ...TWO_RUNGS, seconds: 2 });
    const label = {
      digitalSourceType: 'http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia',
      contentId: 'urn:uuid:019a0000-0000-7000-8000-000000000001',
    };
    const { made } = await transcode(source, {}, { label });
    assert.equal(made.renditions.length, 2);
    const [small] = made.renditions;
    assert.ok(small);
    const loop = await ffmpegTranscoder().makeLoop({
      ...{ sourcePath: join(output, small.file), source: small, outputFolder: output },
      ...{ startMs: 0, durationMs: 1_000, widthPx: 240, bytesMax: 500_000 },
    });
    assert.ok(loop);
    for (const { file } of [...made.renditions, loop]) {
      const { tags } = (await look(file)).format;
      assert.equal(tags?.['digital_source_type'], label.digitalSourceType, file);
      assert.equal(tags?.['content_id'], label.contentId, file);
      // Readable without a program that knows films, as XMP is.
      assert.ok((await readFile(join(output, file))).includes('digitalsourcetype/trained'), file);
    }
  },
);

test('only the part that a person kept comes out, exact to the frame', options, async () => {
  const source = join(folder, 'cut.mp4');
  await makeClip(source, { ...SMALL, seconds: 4 });
  const { made } = await transcode(source, {}, { trim: { startMs: 1_000, endMs: 2_600 } });
  assert.ok(Math.abs(made.durationMs - 1_600) <= 120, `${made.durationMs} ms`);
  const streams = await look(made.renditions[0]?.file ?? '');
  assert.ok(Math.abs(Number(streams.format.duration) - 1.6) <= 0.12);
});

test('an end beyond the clip means its end, and too little is refused', options, async () => {
  const source = join(folder, 'end.mp4');
  await makeClip(source, { ...SMALL, seconds: 2 });
  const { made } = await transcode(source, {}, { trim: { startMs: 500, endMs: 60_000 } });
  assert.ok(Math.abs(made.durationMs - 1_500) <= 150, `${made.durationMs} ms`);
  await assert.rejects(
    transcode(source, {}, { trim: { startMs: 1_990, endMs: 60_000 } }),
    (error: unknown) => error instanceof MediaError && error.code === 'media.too_short',
  );
});
