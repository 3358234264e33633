// Clips in no time, for tests of a story: real files that ffmpeg makes in a tenth of a second, published as they are.

import { execFile } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Cell } from '../wiring/cell.ts';
import { sideBySide } from './sale-world.ts';

const run = promisify(execFile);
const WIDTH_PX = 180;
const HEIGHT_PX = 320;
const DURATION_MS = 1_000;
const GENRES = ['music', 'food', 'comedy', 'travel'] as const;
const CREATORS = ['clip_maker_one', 'clip_maker_two'] as const;

/** Makes and publishes clips of two people. Cost: some 100 ms of CPU each. */
export async function makePlainClips(
  cell: Cell,
  workFolder: string,
  count: number,
  signal: AbortSignal,
): Promise<void> {
  await mkdir(workFolder, { recursive: true, mode: 0o700 });
  const creators = await Promise.all(
    CREATORS.map(
      async (handle) =>
        await cell.accounts.createPerson({ handle, ageBand: '18plus', sample: true }),
    ),
  );
  await sideBySide(count, async (index) => {
    signal.throwIfAborted();
    const file = join(workFolder, `${index}.mp4`);
    const picture = `testsrc2=size=${WIDTH_PX}x${HEIGHT_PX}:rate=12:duration=1,hue=h=${index * 7}`;
    const quiet = ['-nostdin', '-loglevel', 'error', '-threads', '1'];
    const encode = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'];
    await run('ffmpeg', [...quiet, '-f', 'lavfi', '-i', picture, ...encode, '-y', file]);
    await publish(cell, creators[index % creators.length] ?? '', index, await readFile(file));
  });
  await rm(workFolder, { recursive: true, force: true });
}

async function publish(cell: Cell, personId: string, index: number, bytes: Buffer): Promise<void> {
  const { ids, blobs, database } = cell.parts;
  const videoId = ids.next();
  const poster = await blobs.putBytes(`posters/${videoId}/poster.webp`, Buffer.from('RIFF'));
  const made = await blobs.putBytes(`renditions/${videoId}/360.mp4`, bytes);
  await database.transaction(async (tx) => {
    await cell.videos.publish(tx, {
      ...{ videoId, personId, caption: `clip ${index} of the story`, language: 'hi' },
      genre: GENRES[index % GENRES.length] ?? 'music',
      tags: ['story'],
      ...{ durationMs: DURATION_MS, widthPx: WIDTH_PX, heightPx: HEIGHT_PX },
      thumbhash: '1QcSHQRnh493V4dIh4eXh1h4kJUI',
      posterKey: poster.key,
      renditions: [
        {
          key: made.key,
          codec: 'avc1.64001f',
          ...{ widthPx: WIDTH_PX, heightPx: HEIGHT_PX, bitrateBps: bytes.length * 8 },
          bytes: made.bytes,
          sha256: made.sha256,
        },
      ],
      sample: true,
    });
  });
}
