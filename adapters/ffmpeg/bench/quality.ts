// Size and likeness of a rendition beside what x264 makes of the same picture when it takes its time.

import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { RenditionPlan } from '../src/index.ts';

/** One file beside the clip that it was made of. */
export interface Quality {
  bytes: number;
  /** Structural similarity to the clip scaled to this size; 1 is the same. */
  ssim: number;
}

/** @param made the rendition's file. Cost: a medium encode and two decodes. */
export async function besideMedium(
  clip: string,
  rung: RenditionPlan,
  made: string,
  folder: string,
): Promise<{ ours: Quality; medium: Quality }> {
  const path = join(folder, `medium-${rung.name}.mp4`);
  const { widthPx, heightPx, maxBitrateBps } = rung;
  await run([
    ...['-y', '-i', clip, '-vf', `scale=${widthPx}:${heightPx}`, '-c:v', 'libx264'],
    ...['-preset', 'medium', '-crf', '23', '-g', '60', '-pix_fmt', 'yuv420p'],
    ...['-maxrate', String(maxBitrateBps), '-bufsize', String(maxBitrateBps * 2)],
    ...['-c:a', 'aac', '-b:a', '128k', '-movflags', '+faststart', path],
  ]);
  return { ours: await qualityOf(clip, rung, made), medium: await qualityOf(clip, rung, path) };
}

async function qualityOf(clip: string, rung: RenditionPlan, path: string): Promise<Quality> {
  const graph = `[0:v]setpts=PTS-STARTPTS[a];[1:v]setpts=PTS-STARTPTS,scale=${rung.widthPx}:${rung.heightPx}[b];[a][b]ssim`;
  const told = await run(['-i', path, '-i', clip, '-lavfi', graph, '-f', 'null', '-']);
  const ssim = Number(/ssim.*All:([\d.]+)/iu.exec(told)?.[1]);
  if (Number.isNaN(ssim)) throw new Error(`ffmpeg told no SSIM: ${told.slice(-500)}`);
  return { bytes: (await stat(path)).size, ssim };
}

async function run(args: readonly string[]): Promise<string> {
  const ran = await promisify(execFile)('ffmpeg', ['-nostdin', '-hide_banner', ...args], {
    maxBuffer: 16 * 1024 * 1024,
  });
  return ran.stderr;
}
