// The process behind paintPictures: node paint-process.ts '<job as JSON>'. Paints, hands each picture to ffmpeg, exits 0
// when all are there. It ends itself when its stdin closes.

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';

import { messageOf } from '@jhalak/kernel';

import type { PaintJob, PictureJob } from './paint-pictures.ts';
import { drawPicture } from './pictures/picture-painter.ts';

/** ffmpeg's scale from 2 (best) to 31; 3 shows no blocks in skies. */
const JPEG_QUALITY = '3';

const job = JSON.parse(process.argv[2] ?? 'null') as PaintJob;
process.stdin.resume().once('end', () => process.exit(1));
try {
  for (const picture of job.pictures) await paint(picture, job.ffmpegPath);
  process.exit(0);
} catch (error) {
  console.error(messageOf(error));
  process.exit(1);
}

async function paint({ name, file }: PictureJob, ffmpegPath: string): Promise<void> {
  const seed = createHash('sha256').update(name).digest().readUInt32LE(0);
  const { bytes, width, height } = drawPicture(name, seed);
  const part = `${file}.part`;
  const child = spawn(
    ffmpegPath,
    [
      ...['-hide_banner', '-loglevel', 'error', '-nostdin', '-y'],
      ...['-f', 'rawvideo', '-pix_fmt', 'rgb0', '-s', `${width}x${height}`, '-i', 'pipe:0'],
      ...['-frames:v', '1', '-c:v', 'mjpeg', '-q:v', JPEG_QUALITY, '-pix_fmt', 'yuvj444p'],
      ...['-f', 'image2', '-update', '1', part],
    ],
    { stdio: ['pipe', 'ignore', 'inherit'] },
  );
  child.stdin.on('error', () => {
    // ffmpeg's own end says why.
  });
  child.stdin.end(bytes);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) {
    await rm(part, { force: true });
    throw new Error(`ffmpeg ended with code ${String(code)} for ${name}`);
  }
  await rename(part, file);
}
