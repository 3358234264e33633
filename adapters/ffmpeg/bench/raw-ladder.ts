// The command that a person would type for the same renditions: one decode, each picture scaled from the next larger one, the same
// encoders with the same settings, and nothing else.

import { join } from 'node:path';
import type { RenditionPlan } from '../src/index.ts';

/** @param ladder ascending; the last has the clip's own size. @returns ffmpeg's arguments. */
export function rawLadder(
  clip: string,
  ladder: readonly RenditionPlan[],
  folder: string,
): string[] {
  const chains: string[] = [];
  let from = '0:v';
  for (const [i, { name, widthPx, heightPx }] of ladder.toReversed().entries()) {
    const scale = i === 0 ? '' : `scale=${widthPx}:${heightPx},`;
    const isLast = i === ladder.length - 1;
    const to = isLast ? `null[v${name}]` : `split[v${name}][next${i}]`;
    chains.push(`[${from}]${scale}${to}`);
    from = `next${i}`;
  }
  return [
    ...['-nostdin', '-v', 'error', '-y', '-i', clip, '-filter_complex', chains.join(';')],
    ...ladder.flatMap((rung) => [
      ...['-map', `[v${rung.name}]`, '-map', '0:a', ...rawEncoder(rung)],
      ...['-maxrate', String(rung.maxBitrateBps), '-bufsize', String(rung.maxBitrateBps * 2)],
      ...['-g', '60', '-pix_fmt', 'yuv420p', '-c:a', 'aac', '-b:a', '128k'],
      ...['-movflags', '+faststart', join(folder, `raw-${rung.name}.mp4`)],
    ]),
  ];
}

function rawEncoder({ codec }: RenditionPlan): string[] {
  return codec === 'av1'
    ? ['-c:v', 'libsvtav1', '-preset', '12', '-crf', '32']
    : ['-c:v', 'libx264', '-preset', 'superfast', '-crf', '23'];
}
