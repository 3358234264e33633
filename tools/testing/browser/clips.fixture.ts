// Small moving pictures made on the spot: colours that flow into each other.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

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
