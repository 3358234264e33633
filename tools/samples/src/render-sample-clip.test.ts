import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';

import { renderSampleClip, sampleWorld } from './index.ts';

const clip =
  sampleWorld().clips.find(({ durationMs }) => durationMs === 4000) ?? assert.fail('a short clip');

function folderFor(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'jhalak-samples-'));
  t.after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

function hasFfmpeg(t: TestContext): boolean {
  if (spawnSync('ffmpeg', ['-version']).status === 0) return true;
  t.skip('NOT RUN: there is no ffmpeg on the PATH');
  return false;
}

/** One frame as grey bytes, 36 x 64. */
function frameAt(file: string, s: number): Buffer {
  const cut = ['-v', 'error', '-ss', String(s), '-i', file, '-frames:v', '1', '-vf', 'scale=36:64'];
  return execFileSync('ffmpeg', [...cut, '-f', 'rawvideo', '-pix_fmt', 'gray', '-']);
}

test('a rendered clip is what it promises: size, length, sound, motion, weight', async (t) => {
  if (!hasFfmpeg(t)) return;
  const folder = folderFor(t);
  const outputFile = join(folder, 'clip.mp4');
  const { signal } = new AbortController();
  await renderSampleClip(clip, { ffmpegPath: 'ffmpeg', outputFile, workFolder: folder, signal });
  assert.deepEqual(readdirSync(folder), ['clip.mp4'], 'nothing else stays behind');
  assert.ok(statSync(outputFile).size < 1_200_000);
  const shown = [
    '-show_entries',
    'stream=codec_name,width,height,r_frame_rate,pix_fmt:format=duration',
  ];
  const text = execFileSync('ffprobe', ['-v', 'error', ...shown, '-of', 'json', outputFile], {
    encoding: 'utf8',
  });
  const probed: unknown = JSON.parse(text);
  const { streams, format } = probed as {
    streams: Record<string, unknown>[];
    format: { duration: string };
  };
  assert.deepEqual(streams[0], {
    codec_name: 'h264',
    width: 720,
    height: 1280,
    pix_fmt: 'yuv420p',
    r_frame_rate: '24/1',
  });
  assert.equal(streams[1]?.['codec_name'], 'aac');
  assert.ok(Math.abs(Number(format.duration) - clip.durationMs / 1000) < 0.1, format.duration);
  const [early, late] = [frameAt(outputFile, 0), frameAt(outputFile, 1.7)];
  const moved = early.filter((grey, index) => Math.abs(grey - late[index]!) > 12).length;
  assert.ok(moved > 20, `${moved} of ${early.length} spots changed`);
});

test('an aborted render ends with the reason of the signal and leaves nothing behind', async (t) => {
  if (!hasFfmpeg(t)) return;
  const folder = folderFor(t);
  const stop = new AbortController();
  const outputFile = join(folder, 'clip.mp4');
  const options = { ffmpegPath: 'ffmpeg', outputFile, workFolder: folder, signal: stop.signal };
  const rendering = renderSampleClip(clip, options);
  stop.abort(new Error('enough'));
  await assert.rejects(rendering, /enough/);
  assert.deepEqual(readdirSync(folder), []);
});

test('an ffmpeg that is not there is named, and no file appears', async (t) => {
  const folder = folderFor(t);
  const outputFile = join(folder, 'clip.mp4');
  const { signal } = new AbortController();
  const options = { ffmpegPath: '/nowhere/ffmpeg', outputFile, workFolder: folder, signal };
  await assert.rejects(renderSampleClip(clip, options), /nowhere/);
  assert.ok(!existsSync(outputFile));
});
