// One longer clip in two encodings, as the ladder makes them, for tests and measurements of playing.

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { TestCell } from '@jhalak/testing';

/** Rates as the ladder's lowest and middle rungs have them for busy pictures. */
const RUNGS = [
  { name: '360', widthPx: 360, heightPx: 640, bitrateBps: 640_000 },
  { name: '720', widthPx: 720, heightPx: 1280, bitrateBps: 2_000_000 },
] as const;

/** @returns the id of a published clip of so many seconds, key frames two seconds apart. Cost: a second of CPU for each three. */
export async function publishTwoRungs(
  { cell, parts }: TestCell,
  personId: string,
  seconds: number,
): Promise<string> {
  const videoId = parts.ids.next();
  const make = async ({ name, widthPx, heightPx, bitrateBps }: (typeof RUNGS)[number]) => {
    const file = join(parts.folder, `${videoId}-${name}.mp4`);
    const picture = `testsrc2=size=${widthPx}x${heightPx}:rate=24:duration=${seconds},noise=alls=12:allf=t`;
    const videoBps = String(bitrateBps - 64_000);
    await promisify(execFile)('ffmpeg', [
      ...['-nostdin', '-v', 'error', '-y', '-f', 'lavfi', '-i', picture],
      ...['-f', 'lavfi', '-i', `sine=frequency=330:duration=${seconds}`],
      ...['-c:v', 'libx264', '-preset', 'superfast', '-pix_fmt', 'yuv420p', '-g', '48'],
      ...['-b:v', videoBps, '-maxrate', videoBps, '-bufsize', videoBps],
      ...['-c:a', 'aac', '-b:a', '64k', '-movflags', '+faststart', file],
    ]);
    const key = `renditions/${videoId}/run-${name}.mp4`;
    const { bytes, sha256 } = await parts.blobs.putFile(key, file);
    const codec = name === '360' ? 'avc1.64001e,mp4a.40.2' : 'avc1.64001f,mp4a.40.2';
    const madeBps = Math.round((bytes * 8) / seconds);
    return { key, codec, widthPx, heightPx, bitrateBps: madeBps, bytes, sha256 };
  };
  const renditions = await Promise.all(RUNGS.map(make));
  const posterKey = `posters/${videoId}/run-poster.webp`;
  await parts.blobs.putBytes(posterKey, Buffer.from('RIFF'));
  await parts.database.transaction(async (tx) => {
    await cell.videos.publish(tx, {
      ...{ videoId, personId, caption: 'two rungs', language: 'hi', genre: 'travel', tags: [] },
      ...{ durationMs: seconds * 1_000, widthPx: 720, heightPx: 1280, posterKey, renditions },
      ...{ thumbhash: '1QcSHQRnh493V4dIh4eXh1h4kJUI', sample: false },
    });
  });
  return videoId;
}
