// Small moving pictures made on the spot: colours that flow into each other.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Runs ffmpeg. @throws with its complaint. */
async function ffmpeg(...args: readonly string[]): Promise<void> {
  await promisify(execFile)('ffmpeg', ['-nostdin', '-v', 'error', '-y', ...args]);
}

const SECONDS = 2;

/** Writes a clip of 360x640, two seconds, with a tone. @param colours as ffmpeg writes them. */
export async function makeClip(
  file: string,
  look: { colours: readonly [string, string]; toneHz: number },
): Promise<void> {
  const [from, to] = look.colours;
  await ffmpeg(
    ...['-f', 'lavfi', '-i', flow({ size: '360x640', rate: 24, seconds: SECONDS }, [from, to])],
    ...['-f', 'lavfi', '-i', `sine=frequency=${look.toneHz}:duration=${SECONDS}`],
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
