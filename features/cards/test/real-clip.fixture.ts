// A clip with a real poster and a real rendition, made by ffmpeg on this machine.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestCell } from '@jhalak/testing';

/** Seconds of the clip. */
const SECONDS = 5;

interface Made {
  poster: Buffer;
  clip: Buffer;
}
let made: Made | undefined;

/** @returns the bytes of a poster and of a clip with sound, 360 wide and tall; made once a process. */
export function makeClip(): Made {
  return (made ??= encoded());
}

function encoded(): Made {
  const folder = mkdtempSync(join(tmpdir(), 'jhalak-real-clip-'));
  const quiet = ['-hide_banner', '-loglevel', 'error', '-y'];
  const picture = ['-f', 'lavfi', '-i', `testsrc2=size=360x640:rate=30:duration=${SECONDS}`];
  const sound = ['-f', 'lavfi', '-i', `sine=frequency=330:duration=${SECONDS}`];
  try {
    const poster = join(folder, 'poster.webp');
    execFileSync('ffmpeg', [...quiet, ...picture, '-frames:v', '1', poster]);
    const clip = join(folder, 'clip.mp4');
    const encode = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'];
    execFileSync('ffmpeg', [
      ...quiet,
      ...picture,
      ...sound,
      ...encode,
      ...['-c:a', 'aac', '-shortest', '-movflags', '+faststart', clip],
    ]);
    return { poster: readFileSync(poster), clip: readFileSync(clip) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Publishes a clip whose bytes are real. @returns the video's id. */
export async function publishReal(
  { cell, parts }: Pick<TestCell, 'cell' | 'parts'>,
  personId: string,
  made: Made,
): Promise<string> {
  const videoId = parts.ids.next();
  const posterKey = `posters/${videoId}/poster.webp`;
  await parts.blobs.putBytes(posterKey, made.poster);
  const rendition = await parts.blobs.putBytes(`renditions/${videoId}/360.mp4`, made.clip);
  await parts.database.transaction(async (tx) => {
    await cell.videos.publish(tx, {
      videoId,
      personId,
      caption: 'A clip with real bytes',
      language: 'hi',
      genre: 'travel',
      tags: [],
      durationMs: SECONDS * 1_000,
      widthPx: 360,
      heightPx: 640,
      thumbhash: '1QcSHQRnh493V4dIh4eXh1h4kJUI',
      posterKey,
      renditions: [
        {
          key: rendition.key,
          codec: 'avc1.64001f,mp4a.40.2',
          widthPx: 360,
          heightPx: 640,
          bitrateBps: 600_000,
          bytes: rendition.bytes,
          sha256: rendition.sha256,
        },
      ],
      sample: false,
    });
  });
  return videoId;
}
