// Renders one clip to an mp4. The work runs in a process of its own at low priority: painting keeps a
// core busy for seconds, and the server that fills its sample world must go on answering.

import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { rename, rm } from 'node:fs/promises';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { RenderJob } from './render-process.ts';
import type { SampleClip } from './sample-types.ts';

/** Where things are and how to stop. */
export interface RenderOptions {
  /** An ffmpeg (5 or newer) with libx264 and aac. */
  readonly ffmpegPath: string;
  /** The mp4 to write; its folder exists. It appears whole or not at all. */
  readonly outputFile: string;
  /** An existing folder for intermediate files, of which none stays. */
  readonly workFolder: string;
  /** Aborting ends the work within about a second and leaves nothing behind. */
  readonly signal: AbortSignal;
}

const RENDER_PROCESS = fileURLToPath(new URL('render-process.ts', import.meta.url));
/** Lower than everything a person waits for. */
const PRIORITY = 10;
/** Only ends what hangs: at low priority on a crowded machine a sound render was seen to need four minutes. */
const RENDER_TIMEOUT_MS = 1_200_000;
/** Enough of the process's last words to name what went wrong. */
const ERROR_TEXT_MAX = 2000;

/**
 * Renders one sample clip: 720 x 1280, 24 frames a second, H.264 and AAC, fast start, under 1.2 MB.
 *
 * Same clip, same ffmpeg: same pixels and samples go into the encoder. Calls may run side by side (each
 * takes about one core); two calls must not share an `outputFile`.
 *
 * @throws the signal's reason when aborted; Error with ffmpeg's or the painter's last words otherwise.
 * Cost: about 5 seconds of CPU and 150 MB for a clip of 6 seconds.
 */
export async function renderSampleClip(clip: SampleClip, options: RenderOptions): Promise<void> {
  const { ffmpegPath, outputFile, workFolder, signal } = options;
  signal.throwIfAborted();
  const partFile = `${outputFile}.part`;
  const soundFile = join(workFolder, `${clip.id}.wav`);
  const job: RenderJob = { clip, ffmpegPath, partFile, soundFile };
  try {
    await runRenderProcess(job, signal);
    await rename(partFile, outputFile);
  } finally {
    await rm(partFile, { force: true });
    await rm(soundFile, { force: true });
  }
}

async function runRenderProcess(job: RenderJob, signal: AbortSignal): Promise<void> {
  // Its stdin is its lifeline: when it closes, because we abort or die, the process stops its ffmpeg.
  const child = spawn(process.execPath, [RENDER_PROCESS, JSON.stringify(job)], {
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  lowerPriority(child);
  const stop = AbortSignal.any([signal, AbortSignal.timeout(RENDER_TIMEOUT_MS)]);
  const onStop = (): void => {
    child.stdin?.end();
  };
  stop.addEventListener('abort', onStop, { once: true });
  try {
    const { code, errorText } = await finished(child);
    signal.throwIfAborted();
    if (stop.aborted) throw new Error(`rendering ${job.clip.id} took over ${RENDER_TIMEOUT_MS} ms`);
    if (code !== 0) throw new Error(`rendering ${job.clip.id} failed: ${errorText}`);
  } finally {
    stop.removeEventListener('abort', onStop);
  }
}

function finished(child: ChildProcess): Promise<{ code: number | null; errorText: string }> {
  let errorText = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    errorText = (errorText + chunk).slice(-ERROR_TEXT_MAX);
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ code, errorText: errorText.trim() });
    });
  });
}

function lowerPriority(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    setPriority(child.pid, PRIORITY);
  } catch {
    // Some systems refuse, or the process has ended already; full priority is slower for others, not wrong.
  }
}
