// Paints the press's pictures in a process of its own at low priority: each keeps a core busy for a moment, and the
// server that fills its sample world must go on answering.

import { spawn } from 'node:child_process';
import { setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';

import type { PictureName } from './press-types.ts';

/** One picture to make. */
export interface PictureJob {
  readonly name: PictureName;
  /** The JPEG to write; its folder exists. It appears whole or not at all. */
  readonly file: string;
}

/** @internal What the process is handed on its command line. */
export interface PaintJob {
  pictures: readonly PictureJob[];
  ffmpegPath: string;
}

const PAINT_PROCESS = fileURLToPath(new URL('paint-process.ts', import.meta.url));
const PRIORITY = 10;
/** Only ends what hangs: 33 pictures take half a minute, at low priority on a crowded machine ten times that. */
const TIMEOUT_MS = 900_000;
const ERROR_TEXT_MAX = 2_000;

/** @throws the signal's reason when aborted; Error with the last words of painter or ffmpeg otherwise. */
export async function paintPictures(
  pictures: readonly PictureJob[],
  options: { ffmpegPath: string; signal: AbortSignal },
): Promise<void> {
  options.signal.throwIfAborted();
  if (pictures.length === 0) return;
  const job: PaintJob = { pictures, ffmpegPath: options.ffmpegPath };
  // Its stdin is its lifeline: when it closes, because we abort or die, the process ends.
  const child = spawn(process.execPath, [PAINT_PROCESS, JSON.stringify(job)], {
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  try {
    if (child.pid !== undefined) setPriority(child.pid, PRIORITY);
  } catch {
    // Some systems refuse; full priority is slower for others, not wrong.
  }
  const stop = AbortSignal.any([options.signal, AbortSignal.timeout(TIMEOUT_MS)]);
  const onStop = (): void => void child.stdin.end();
  stop.addEventListener('abort', onStop, { once: true });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    said = (said + chunk).slice(-ERROR_TEXT_MAX);
  });
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    options.signal.throwIfAborted();
    if (code !== 0) throw new Error(`the press's pictures were not painted: ${said.trim()}`);
  } finally {
    stop.removeEventListener('abort', onStop);
  }
}
