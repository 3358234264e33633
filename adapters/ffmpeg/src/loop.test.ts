import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { LoopRequest } from '@jhalak/ports';
import { CHEAP_ENCODE, ffmpeg, FFMPEG_MISSING, ffprobe, makeClip } from './clips.fixture.ts';
import { ffmpegTranscoder } from './ffmpeg-transcoder.ts';

const BYTES_MAX = 150_000;

function claim(what: string, body: (folder: string) => Promise<void>): void {
  test(what, async (t: TestContext) => {
    if (FFMPEG_MISSING !== undefined) return t.skip(FFMPEG_MISSING);
    const folder = await mkdtemp(join(tmpdir(), 'jhalak-loop-'));
    try {
      await body(folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
}

function request(sourcePath: string, outputFolder: string): LoopRequest {
  return {
    sourcePath,
    source: { widthPx: 720, heightPx: 1_280 },
    startMs: 1_000,
    durationMs: 3_000,
    widthPx: 360,
    bytesMax: BYTES_MAX,
    outputFolder,
  };
}

claim('a loop is silent, small, tall and plays from its first bytes', async (folder) => {
  const source = join(folder, 'source.mp4');
  await makeClip(source, { seconds: 6, widthPx: 720, heightPx: 1_280, frameRate: 30, sound: true });
  const output = await mkdtemp(join(folder, 'out-'));
  const loop = await ffmpegTranscoder().makeLoop(request(source, output));
  assert.ok(loop);
  assert.deepEqual([loop.widthPx, loop.heightPx], [360, 640]);
  assert.ok(loop.bytes <= BYTES_MAX, `${loop.bytes} bytes`);
  assert.ok(Math.abs(loop.durationMs - 3_000) < 100, `${loop.durationMs} ms`);
  const probed = (await ffprobe(join(output, loop.file), '-show_streams', '-show_format')) as {
    streams: { codec_type: string; width: number; height: number }[];
    format: { size: string };
  };
  assert.deepEqual(
    probed.streams.map(({ codec_type: kind, width, height }) => [kind, width, height]),
    [['video', 360, 640]],
  );
  assert.equal(Number(probed.format.size), loop.bytes);
  assert.deepEqual(await readdir(output), [loop.file], 'nothing half-made is left');
});

claim('what does not fit into the bytes becomes no loop, or one that fits', async (folder) => {
  const source = join(folder, 'snow.mp4');
  const snow = 'nullsrc=size=360x640:rate=24,geq=random(1)*255:128:128';
  await ffmpeg('-f', 'lavfi', '-i', snow, ...CHEAP_ENCODE, '-t', '2', source);
  const output = await mkdtemp(join(folder, 'out-'));
  const wanted = { ...request(source, output), startMs: 0, durationMs: 2_000, bytesMax: 40_000 };
  const loop = await ffmpegTranscoder().makeLoop(wanted);
  assert.ok(loop === undefined || loop.bytes <= 40_000);
  assert.deepEqual(await readdir(output), loop === undefined ? [] : [loop.file]);
});

claim('a file without a picture is a refusal, not a loop', async (folder) => {
  const source = join(folder, 'sound.mp4');
  const tone = ['-f', 'lavfi', '-i', 'sine=frequency=440', '-c:a', 'aac', '-t', '3'];
  await ffmpeg(...tone, source);
  const output = await mkdtemp(join(folder, 'out-'));
  await assert.rejects(ffmpegTranscoder().makeLoop(request(source, output)), {
    name: 'MediaError',
  });
});
