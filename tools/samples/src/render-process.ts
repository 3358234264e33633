// The process behind renderSampleClip: node render-process.ts '<job as JSON>'. Writes the sound, pipes
// frames into ffmpeg, exits 0 when the part file is whole. It ends itself when its stdin closes.

import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import type { Writable } from 'node:stream';

import { messageOf } from '@jhalak/kernel';

import { clipPainter } from './clip-painter.ts';
import type { SampleClip } from './sample-types.ts';
import { FRAME } from './scenes/scene.ts';
import { playClip } from './sound/score.ts';
import { waveFile } from './sound/wave-file.ts';

/** What the parent hands over as one argument. */
export interface RenderJob {
  readonly clip: SampleClip;
  readonly ffmpegPath: string;
  readonly partFile: string;
  readonly soundFile: string;
}

/** Film's own rate: a fifth less work than 30, and drawn motion looks the same. */
const FRAMES_A_SECOND = 24;
/** Room for the container and for peaks below the promised 1.2 MB. */
const FILE_MAX_BYTES = 1_080_000;
const AUDIO_BITS_A_SECOND = 96_000;

if (process.argv[1] === import.meta.filename) {
  const job: unknown = JSON.parse(process.argv[2] ?? 'null');
  try {
    // Our own parent wrote it a moment ago, from typed values.
    await render(job as RenderJob);
    process.exit(0);
  } catch (error) {
    console.error(messageOf(error));
    process.exit(1);
  }
}

async function render({ clip, ffmpegPath, partFile, soundFile }: RenderJob): Promise<void> {
  writeFileSync(soundFile, waveFile(playClip(clip)));
  const ffmpeg = spawn(ffmpegPath, encodeArguments(clip.durationMs, soundFile, partFile), {
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  const ended = endOf(ffmpeg);
  process.stdin.resume().once('end', () => {
    ffmpeg.kill('SIGKILL');
    // The parent may be gone, so nobody else would tidy up.
    for (const file of [soundFile, partFile]) rmSync(file, { force: true });
    process.exit(1);
  });
  // A broken pipe only says that ffmpeg has gone; why it went is in `ended`, so that is asked first.
  const painted = await paintFrames(clip, ffmpeg.stdin).catch((error: unknown) => ({ error }));
  ffmpeg.stdin.end();
  await ended;
  if (painted !== undefined) throw painted.error;
}

function endOf(ffmpeg: ChildProcess): Promise<void> {
  const ended = new Promise<void>((resolve, reject) => {
    ffmpeg.once('error', reject);
    ffmpeg.stdin?.on('error', () => {
      // Each failed write is reported to its own callback as well.
    });
    ffmpeg.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`ffmpeg ended with code ${String(code)}`));
    });
  });
  // It may fail while frames are still being painted; `render` looks at it after that.
  ended.catch(() => undefined);
  return ended;
}

/** Paints the next frame while ffmpeg takes the last one; two buffers take turns. */
async function paintFrames(clip: SampleClip, stream: Writable): Promise<void> {
  const painter = clipPainter(clip);
  const frames = Math.round((clip.durationMs / 1000) * FRAMES_A_SECOND);
  const buffers = [0, 1].map(() => Buffer.alloc(painter.canvas.bytes.length));
  let written: Promise<void> = Promise.resolve();
  for (let frame = 0; frame < frames; frame += 1) {
    painter.paint(frame / FRAMES_A_SECOND);
    const buffer = buffers[frame % 2];
    if (buffer === undefined) throw new Error('two buffers take turns');
    buffer.set(painter.canvas.bytes);
    await written;
    written = write(stream, buffer);
  }
  await written;
}

function write(stream: Writable, buffer: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(buffer, (error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}

function encodeArguments(durationMs: number, soundFile: string, partFile: string): string[] {
  const videoBits = Math.floor((FILE_MAX_BYTES * 8 * 1000) / durationMs) - AUDIO_BITS_A_SECOND;
  const size = `${FRAME.widthPx}x${FRAME.heightPx}`;
  const colours = 'scale=out_color_matrix=bt709:out_range=tv:flags=fast_bilinear,format=yuv420p';
  // Drawn pictures move smoothly: the cheapest motion search costs 30 % less and loses 0.001 SSIM.
  const search = 'subme=1:me=dia';
  const words = [
    `-hide_banner -loglevel error -y -f rawvideo -pix_fmt rgb0 -s ${size} -r ${FRAMES_A_SECOND}`,
    `-i pipe:0 -i FILE:SOUND -map 0:v -map 1:a -vf ${colours}`,
    '-color_primaries bt709 -color_trc bt709 -colorspace bt709 -color_range tv',
    `-c:v libx264 -preset veryfast -crf 25 -x264-params ${search} -threads 1`,
    `-maxrate ${videoBits} -bufsize ${videoBits} -g ${FRAMES_A_SECOND * 2}`,
    `-c:a aac -b:a ${AUDIO_BITS_A_SECOND} -ar 44100 -map_metadata -1`,
    '-fflags +bitexact -flags:v +bitexact -flags:a +bitexact -movflags +faststart -f mp4 FILE:PART',
  ];
  const files: Record<string, string> = { 'FILE:SOUND': soundFile, 'FILE:PART': partFile };
  return words.flatMap((line) => line.split(' ')).map((word) => files[word] ?? word);
}
