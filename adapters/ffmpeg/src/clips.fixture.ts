// Clips for tests, made on the spot by ffmpeg's own test picture; and where the shared real ones are.

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ClipToMake } from '@jhalak/ports/conformance';
import { findProgram } from './find-program.ts';

const execute = promisify(execFile);

/** Why no test of the engine can run here, or undefined. */
export const FFMPEG_MISSING: string | undefined =
  (await findProgram('ffmpeg')) && (await findProgram('ffprobe'))
    ? undefined
    : 'NOT RUN: ffmpeg and ffprobe are not installed (apt install ffmpeg)';

/** Folder of real clips beside the checkout. */
export const SHARED_MEDIA = join(
  process.env['JHALAK_SHARED'] ?? fileURLToPath(new URL('../../../../shared', import.meta.url)),
  'media/dev',
);

/** Why no test of the real clips can run here, or undefined. */
export const SHARED_MISSING: string | undefined = existsSync(SHARED_MEDIA)
  ? FFMPEG_MISSING
  : `NOT RUN: there are no real clips at ${SHARED_MEDIA}; set JHALAK_SHARED`;

/** Runs ffmpeg on our own input. @throws with its complaint. */
export async function ffmpeg(...args: readonly string[]): Promise<void> {
  await execute('ffmpeg', ['-nostdin', '-v', 'error', '-y', ...args]);
}

/** Writes a moving test picture, as an MP4 of H.264 and AAC. */
export async function makeClip(path: string, clip: ClipToMake): Promise<void> {
  await ffmpeg(...testInput(clip), ...CHEAP_ENCODE, '-t', String(clip.seconds), path);
}

/** Options of the fastest encode: the tests look at what we make of it, not at it. */
export const CHEAP_ENCODE = [
  '-c:v',
  'libx264',
  '-preset',
  'ultrafast',
  '-pix_fmt',
  'yuv420p',
  '-c:a',
  'aac',
];

/** Input options of the test picture, and of a tone. */
export function testInput(clip: Omit<ClipToMake, 'seconds'>): readonly string[] {
  const { widthPx, heightPx, frameRate, sound } = clip;
  const tone = sound ? ['-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=48000'] : [];
  return ['-f', 'lavfi', '-i', `testsrc2=size=${widthPx}x${heightPx}:rate=${frameRate}`, ...tone];
}

/** What an independent reader says of a file. */
export async function ffprobe(path: string, ...questions: readonly string[]): Promise<unknown> {
  const { stdout } = await execute('ffprobe', ['-v', 'error', ...questions, '-of', 'json', path]);
  return JSON.parse(stdout);
}
