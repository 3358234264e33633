// Clips that ffmpeg makes for tests: some that show different things, edits of them, and their hashes read another way.

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { hashToHex, PDQ_FRAME_SIDE, pdqHash } from '@jhalak/pdq';

const SECONDS = 4;

/** Pictures and sounds that have nothing in common. */
const SHOWN = {
  pattern:
    'mandelbrot=size=360x640:rate=15:start_x=-1.25:start_y=0.03:start_scale=0.08:end_scale=0.04',
  fractal: 'mandelbrot=size=360x640:rate=15:start_scale=0.6:end_scale=0.2',
  cells: 'cellauto=size=360x640:rate=15:rule=110:scroll=1:random_seed=7',
} as const;
const HEARD = {
  pattern:
    "aevalsrc='0.4*sin(2*PI*t*(300+250*sin(2*PI*t*0.7)))+0.2*sin(2*PI*t*(900+500*sin(2*PI*t*1.3)))'",
  fractal:
    "aevalsrc='0.4*sin(2*PI*t*(500+300*sin(2*PI*t*1.1)))+0.2*sin(2*PI*t*(1300+700*sin(2*PI*t*0.45)))'",
  cells: 'anoisesrc=color=pink:seed=3:amplitude=0.3',
} as const;

export type Shown = keyof typeof SHOWN;

/** Whether tests that encode can run here. */
export function hasEngine(): boolean {
  try {
    execFileSync('ffmpeg', ['-version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function ffmpeg(args: readonly string[]): void {
  execFileSync('ffmpeg', ['-v', 'error', '-y', ...args]);
}

/** @returns the path of a clip of some seconds. */
export function makeClip(
  folder: string,
  shown: Shown,
  sound: Shown = shown,
  seconds = SECONDS,
): string {
  const path = join(folder, `${shown}-${sound}-${seconds}.mp4`);
  const inputs = ['-f', 'lavfi', '-i', SHOWN[shown], '-f', 'lavfi', '-i', HEARD[sound]];
  const codecs = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'aac'];
  ffmpeg([...inputs, '-t', String(seconds), ...codecs, path]);
  return path;
}

/** @returns the path of a copy: smaller, coarser, paler, cut at its beginning; made once. */
export function editClip(path: string): string {
  const edited = path.replace('.mp4', '-edited.mp4');
  if (existsSync(edited)) return edited;
  const filter = 'scale=270:480,eq=saturation=0.6:contrast=1.1';
  ffmpeg([
    '-ss',
    '0.9',
    '-i',
    path,
    '-vf',
    filter,
    '-crf',
    '33',
    '-c:a',
    'libmp3lame',
    '-b:a',
    '64k',
    edited,
  ]);
  return edited;
}

/** @returns the hash of the frame at some second, hexadecimal, as somebody who makes a list would compute it. */
export function hashAt(path: string, second: number): string {
  const side = PDQ_FRAME_SIDE;
  const luma = execFileSync('ffmpeg', [
    ...['-v', 'error', '-ss', String(second), '-i', path, '-frames:v', '1'],
    ...['-vf', `scale=${side}:${side},format=gray`, '-f', 'rawvideo', '-'],
  ]);
  return hashToHex(pdqHash({ luma, width: side, height: side }).hash);
}
