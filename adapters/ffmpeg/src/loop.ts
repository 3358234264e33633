// A few silent seconds of one of our own renditions, small enough to travel with a lock pack.

import { join } from 'node:path';
import type { LoopRequest, MadeLoop } from '@jhalak/ports';
import type { Engine } from './engine.ts';
import { failureOf } from './failure.ts';
import { group } from './group.ts';
import { inputArguments } from './input-arguments.ts';
import { readMp4Facts } from './mp4-file.ts';
import { publishFile, withWorkFolder } from './work-folder.ts';

const FILE = 'loop.mp4';
/** Moving enough for a lock screen, and a fifth fewer bits than 30. */
const FRAMES_PER_SECOND = 24;
/** Tried one after the other: a quiet clip passes with the first, snow and confetti with none. */
const RATE_FACTORS = [30, 37, 44] as const;
/** Part of the bytes that the container and a late rate control need. */
const HEADROOM = 0.92;
/** Measured 0.6 s; a loaded machine takes ten times that. */
const WALL_MS = 30_000;
/** Nothing is printed unless something is wrong. */
const STDOUT_BYTES_MAX = 64 * 1024;

interface Try {
  request: LoopRequest;
  heightPx: number;
  rateFactor: number;
  threads: number;
}

/** See the port. */
export async function makeLoopOf(
  engine: Engine,
  threads: number,
  request: LoopRequest,
): Promise<MadeLoop | undefined> {
  const { widthPx, source, bytesMax, outputFolder } = request;
  const heightPx = 2 * Math.round((widthPx * source.heightPx) / source.widthPx / 2);
  return await withWorkFolder(outputFolder, async (folder) => {
    for (const rateFactor of RATE_FACTORS) {
      const durationMs = await encode(engine, folder, { request, heightPx, rateFactor, threads });
      const facts = await readMp4Facts(join(folder, FILE));
      if (facts === undefined || facts.bytes > bytesMax) continue;
      const bytes = await publishFile(join(folder, FILE), join(outputFolder, FILE));
      return { file: FILE, widthPx, heightPx, bytes, durationMs };
    }
    return undefined;
  });
}

/** @returns the playing time of what was written. @throws MediaError. */
async function encode(engine: Engine, folder: string, one: Try): Promise<number> {
  const { request } = one;
  const ran = await engine.run('ffmpeg', {
    readable: { source: request.sourcePath },
    writableFolder: folder,
    args: (inputPath) => loopArguments(one, inputPath('source', request.sourcePath)),
    wallMs: WALL_MS,
    stdoutBytesMax: STDOUT_BYTES_MAX,
    signal: request.signal,
  });
  if (ran.ending !== 'exit' || ran.exitCode !== 0) throw failureOf(ran, 'media.engine_failed');
  const facts = await readMp4Facts(join(folder, FILE));
  if (facts === undefined || facts.hasAudio || !facts.faststart)
    throw failureOf(ran, 'media.no_picture');
  return facts.durationMs;
}

/** @returns ffmpeg's arguments. Pure. */
function loopArguments(
  { request, heightPx, rateFactor, threads }: Try,
  sourcePath: string,
): readonly string[] {
  const { startMs, durationMs, widthPx, bytesMax } = request;
  const rateBps = Math.floor((bytesMax * 8 * HEADROOM) / (durationMs / 1_000));
  return [
    ...group('-nostdin', '-hide_banner', '-loglevel', 'error', '-y'),
    ...group('-threads', String(threads)),
    ...(startMs > 0 ? group('-ss', (startMs / 1_000).toFixed(3)) : []),
    ...group('-t', (durationMs / 1_000).toFixed(3)),
    ...inputArguments('mp4', sourcePath),
    ...group('-map', '0:v:0', '-an', '-sn', '-dn'),
    ...group('-vf', `scale=${widthPx}:${heightPx}:flags=bicubic,fps=${FRAMES_PER_SECOND}`),
    ...group('-c:v', 'libx264', '-preset', 'veryfast', '-profile:v', 'high', '-pix_fmt', 'yuv420p'),
    ...group('-crf', String(rateFactor), '-maxrate', String(rateBps), '-bufsize', String(rateBps)),
    ...group('-g', String(FRAMES_PER_SECOND * 10), '-threads:v', String(threads)),
    // Our own file says nothing of itself but what must stay with it.
    ...group('-map_metadata', '0', '-map_chapters', '-1', '-fflags', '+bitexact'),
    ...group('-flags', '+bitexact', '-movflags', '+faststart+use_metadata_tags', '-f', 'mp4', FILE),
  ];
}
