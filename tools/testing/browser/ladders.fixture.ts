// A cell whose clips play: each with a small and a large encoding, real bytes, made once and published under many names.

import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { TestCell } from '@jhalak/testing';
import { makeClip } from './clips.fixture.ts';

const SECONDS = 4;
/** Two rungs as the ladder makes them: the small one for dear data, the large one for sharp screens. */
const RUNGS = [
  { name: '360', widthPx: 360, heightPx: 640, bitrateBps: 120_000 },
  { name: '720', widthPx: 720, heightPx: 1280, bitrateBps: 900_000 },
] as const;

/** What the encodings of every clip weigh. */
export interface Ladder {
  smallBytes: number;
  largeBytes: number;
}

/** Publishes so many clips by one person. @returns their ids and what each weighs. */
export async function fillWithLadders(
  cell: TestCell,
  personId: string,
  count: number,
): Promise<{ ids: string[]; ladder: Ladder }> {
  const { files, poster } = await encodeOnce();
  const ids: string[] = [];
  const made = await putOnce(cell, files, poster);
  for (let nth = 0; nth < count; nth += 1)
    ids.push(await publish(cell, { ...made, personId, caption: `clip ${nth}` }));
  await cell.drain();
  const [small, large] = files;
  return { ids, ladder: { smallBytes: small?.length ?? 0, largeBytes: large?.length ?? 0 } };
}

async function encodeOnce(): Promise<{ files: Buffer[]; poster: Buffer }> {
  const folder = await mkdtemp(join(tmpdir(), 'jhalak-ladder-'));
  const run = async (...args: string[]): Promise<void> =>
    void (await promisify(execFile)('ffmpeg', ['-nostdin', '-v', 'error', '-y', ...args]));
  try {
    const source = join(folder, 'source.mp4');
    await makeClip(source, { colours: ['0x4b2b8f', '0xff6b2c'], toneHz: 220, seconds: SECONDS });
    const files: Buffer[] = [];
    for (const { name, widthPx, heightPx, bitrateBps } of RUNGS) {
      const file = join(folder, `${name}.mp4`);
      // Constant rate, also of a picture that hardly moves: what is fetched is what is measured.
      await run(
        ...['-i', source, '-vf', `scale=${widthPx}:${heightPx},noise=alls=12:allf=t`],
        ...['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'],
        ...['-b:v', String(bitrateBps), '-maxrate', String(bitrateBps)],
        ...['-bufsize', String(bitrateBps), '-c:a', 'aac', '-b:a', '32k'],
        ...['-movflags', '+faststart', file],
      );
      files.push(await readFile(file));
    }
    const poster = join(folder, 'poster.webp');
    await run('-i', source, '-frames:v', '1', poster);
    return { files, poster: await readFile(poster) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

type Rendition = (typeof RUNGS)[number] & {
  codec: string;
  key: string;
  sha256: string;
  bytes: number;
};

interface Blobs {
  renditions: Rendition[];
  posterKey: string;
}

/** The same bytes under every clip's own address: a thousand clips weigh as much as one. */
async function putOnce(
  { parts }: TestCell,
  files: readonly Buffer[],
  poster: Buffer,
): Promise<Blobs> {
  const posterKey = 'posters/ladder/poster.webp';
  await parts.blobs.putBytes(posterKey, poster);
  const renditions = await Promise.all(
    RUNGS.map(async (rung, at) => {
      const put = await parts.blobs.putBytes(
        `renditions/ladder/${rung.name}.mp4`,
        files[at] ?? Buffer.alloc(0),
      );
      const { key, sha256, bytes } = put;
      return { ...rung, codec: 'avc1.64001f,mp4a.40.2', key, sha256, bytes };
    }),
  );
  return { renditions, posterKey };
}

async function publish(
  { cell, parts }: TestCell,
  { personId, renditions, posterKey, caption }: Blobs & { personId: string; caption: string },
): Promise<string> {
  const videoId = parts.ids.next();
  await parts.database.transaction(async (tx) => {
    await cell.videos.publish(tx, {
      ...{ videoId, personId, caption, language: 'hi', genre: 'music', tags: [] },
      ...{ durationMs: SECONDS * 1_000, widthPx: 720, heightPx: 1280 },
      ...{ thumbhash: '1QcSHQRnh493V4dIh4eXh1h4kJUI', posterKey },
      ...{ renditions, sample: false },
    });
  });
  return videoId;
}
