// Small moving pictures made on the spot: colours that flow into each other; where the pictures of the run are kept, the
// sample world's paintings, which are worth looking at and cost five seconds of CPU each.

import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { renderSampleClip, sampleWorld, type SampleGenre } from '@jhalak/samples';

/** Runs ffmpeg. @throws with its complaint. */
async function ffmpeg(...args: readonly string[]): Promise<void> {
  await promisify(execFile)('ffmpeg', ['-nostdin', '-v', 'error', '-y', ...args]);
}

/** What a clip shows and plays. */
export interface ClipLook {
  /** Two or more, as ffmpeg writes them. */
  colours: readonly string[];
  toneHz: number;
  seconds: number;
}

/** Writes a clip of 270x480 with a tone; small, because many are encoded. */
export async function makeClip(file: string, look: ClipLook): Promise<void> {
  const { colours, toneHz, seconds } = look;
  await ffmpeg(
    ...['-f', 'lavfi', '-i', flow({ size: '270x480', rate: 12, seconds }, colours)],
    ...['-f', 'lavfi', '-i', `sine=frequency=${toneHz}:duration=${seconds}`],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'aac', file],
  );
}

/** The shortest that the painter paints. */
const PAINTED_MS = 4_000;
/** A painter that takes longer on a busy machine hangs. */
const PAINT_LIMIT_MS = 120_000;

/** Writes the sample world's Hindi clip of a genre, again and again or cut until it has its length. */
export async function paintClip(file: string, genre: SampleGenre, seconds: number): Promise<void> {
  const clip = sampleWorld().clips.find((one) => one.genre === genre && one.language === 'hi');
  if (clip === undefined) throw new Error(`the sample world has no ${genre} in Hindi`);
  const painted = `${file}.painted.mp4`;
  await renderSampleClip(
    { ...clip, durationMs: PAINTED_MS },
    {
      ffmpegPath: 'ffmpeg',
      outputFile: painted,
      workFolder: dirname(file),
      signal: AbortSignal.timeout(PAINT_LIMIT_MS),
    },
  );
  await ffmpeg(
    ...['-stream_loop', '-1', '-i', painted, '-t', String(seconds)],
    ...['-vf', 'scale=540:-2,fps=15', '-preset', 'ultrafast', '-c:a', 'copy', file],
  );
  await rm(painted);
}

/** Writes what a phone's camera might see, upright, in the form that Chromium's camera reads (`*.mjpeg`). */
export async function makeCameraView(file: string): Promise<void> {
  const colours = ['0x16b8a6', '0xffc145', '0xff3d7f', '0x2c1f38'] as const;
  const view = flow({ size: '540x960', rate: 20, seconds: 4 }, colours);
  await ffmpeg('-f', 'lavfi', '-i', view, '-pix_fmt', 'yuvj420p', '-q:v', '5', file);
}

function flow(
  shape: { size: string; rate: number; seconds: number },
  colours: readonly string[],
): string {
  const named = colours.map((colour, index) => `c${index}=${colour}`).join(':');
  const { size, rate, seconds } = shape;
  return `gradients=size=${size}:rate=${rate}:duration=${seconds}:nb_colors=${colours.length}:${named}:speed=0.03:seed=7`;
}
