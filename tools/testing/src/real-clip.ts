// Small real clips: published as an encoder left them, so that only the cell which takes them in has to encode.

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { hashtagsOf } from '@jhalak/kernel';
import type { AiMark } from '@jhalak/contracts/ai-mark';
import type { TestCell } from './start-cell.ts';

/** @returns a file of some two seconds in that folder, another one for each number. */
async function clipFile(folder: string, number: number): Promise<string> {
  const path = join(folder, `real-clip-${number}.mp4`);
  const seconds = 2 + number;
  const picture = `testsrc2=size=360x640:rate=15:duration=${seconds}`;
  const sound = `sine=frequency=${300 + number * 100}:duration=${seconds}`;
  await promisify(execFile)('ffmpeg', [
    ...['-v', 'error', '-y', '-f', 'lavfi', '-i', picture, '-f', 'lavfi', '-i', sound],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'],
    ...['-c:a', 'aac', '-shortest', path],
  ]);
  return path;
}

/** @returns the id of a clip whose only encoding is a real one. */
export async function publishReal(
  { cell, parts }: TestCell,
  clip: { personId: string; caption: string; language: string; number: number; ai?: AiMark },
): Promise<string> {
  const videoId = parts.ids.next();
  const key = `renditions/${videoId}/made-360.mp4`;
  const made = await parts.blobs.putFile(key, await clipFile(parts.folder, clip.number));
  const posterKey = `posters/${videoId}/made-poster.webp`;
  await parts.blobs.putBytes(posterKey, Buffer.from('RIFF'));
  const { personId, caption, language, ai } = clip;
  const size = { widthPx: 360, heightPx: 640 };
  await parts.database.transaction(async (tx) => {
    await cell.videos.publish(tx, {
      ...{ videoId, personId, caption, language, genre: 'travel', posterKey, ...size },
      ...{ tags: hashtagsOf(caption, 10), durationMs: 2_000, thumbhash: '', sample: false },
      renditions: [
        {
          key,
          codec: 'avc1.64001e',
          ...size,
          bitrateBps: 500_000,
          bytes: made.bytes,
          sha256: made.sha256,
        },
      ],
      ...(ai === undefined ? {} : { ai }),
    });
  });
  return videoId;
}
