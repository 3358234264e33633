// Pictures of one of our own renditions: a sheet of small ones over its length, and a single one.

import { join } from 'node:path';
import {
  MediaError,
  type MadeStill,
  type MadeStoryboard,
  type StillRequest,
  type StoryboardRequest,
} from '@jhalak/ports';
import type { Engine } from './engine.ts';
import { WEBP_ENCODER } from './engine-features.ts';
import { failureOf } from './failure.ts';
import { group } from './group.ts';
import { inputArguments } from './input-arguments.ts';
import { choosePoster } from './poster.ts';
import { publishFile, readBounded, withWorkFolder } from './work-folder.ts';

/** More pictures of a short clip look the same. */
const TILE_EVERY_MIN_MS = 500;
/** A strip that a thumb can go through; 48 of them weigh some 100 KB. */
const TILES_MAX = 48;
const TILE_COLUMNS = 8;
const TILE_SHORT_PX = 90;
/** Longest side of the copy that is hashed. */
const TINY_LONG_SIDE_PX = 64;
/** Measured 0.1 s a ten seconds of clip; a loaded machine takes ten times that. */
const WALL_MS = 60_000;
/** Nothing is printed unless something is wrong. */
const STDOUT_BYTES_MAX = 64 * 1024;

/** See the port. */
export async function makeStoryboardOf(
  engine: Engine,
  threads: number,
  request: StoryboardRequest,
): Promise<MadeStoryboard> {
  const { source, durationMs, outputFolder } = request;
  const everyMs = Math.max(TILE_EVERY_MIN_MS, Math.ceil(durationMs / TILES_MAX));
  // Sound may go on a little after the last picture: a moment without one is no tile.
  const count = Math.max(1, Math.round(durationMs / everyMs));
  const columns = Math.min(TILE_COLUMNS, count);
  const tile = tileSize(source);
  const file = `storyboard.${await endingOf(engine)}`;
  const filters = [
    // The picture that stands at each moment, not the one nearest to it.
    `fps=1000/${everyMs}:round=up:start_time=0`,
    `scale=${tile.widthPx}:${tile.heightPx}`,
    `tile=${columns}x${Math.ceil(count / columns)}`,
  ].join(',');
  return await withWorkFolder(outputFolder, async (folder) => {
    await run(engine, folder, request, (path) => [
      ...begin(threads),
      ...inputArguments('mp4', path),
      ...group('-map', '0:v:0', '-an', '-vf', filters, '-frames:v', '1'),
      ...pictureArguments(file, 60),
    ]);
    const bytes = await publishFile(join(folder, file), join(outputFolder, file));
    return { file, bytes, everyMs, count, columns, ...tile };
  });
}

/** See the port. */
export async function makeStillOf(
  engine: Engine,
  threads: number,
  request: StillRequest,
): Promise<MadeStill> {
  const { source, atMs, outputFolder } = request;
  const file = `poster.${await endingOf(engine)}`;
  const scale = TINY_LONG_SIDE_PX / Math.max(source.widthPx, source.heightPx);
  const tiny = {
    tinyWidthPx: Math.max(2, Math.round(source.widthPx * scale)),
    tinyHeightPx: Math.max(2, Math.round(source.heightPx * scale)),
  };
  const graph = `[0:v:0]split=2[f][t];[f]format=bgra[full];[t]scale=${tiny.tinyWidthPx}:${tiny.tinyHeightPx},format=rgba[tiny]`;
  return await withWorkFolder(outputFolder, async (folder) => {
    await run(engine, folder, request, (path) => [
      ...begin(threads),
      ...group('-ss', (atMs / 1000).toFixed(3)),
      ...inputArguments('mp4', path),
      ...group('-filter_complex', graph),
      ...group('-map', '[full]', '-frames:v', '1', ...pictureArguments(file, 75)),
      ...group('-map', '[tiny]', '-frames:v', '1', '-c:v', 'rawvideo', '-f', 'rawvideo', 'tiny'),
    ]);
    const frameBytes = tiny.tinyWidthPx * tiny.tinyHeightPx * 4;
    const chosen = choosePoster(tiny, await readBounded(join(folder, 'tiny'), frameBytes));
    if (chosen === undefined) throw new MediaError('media.no_picture');
    const bytes = await publishFile(join(folder, file), join(outputFolder, file));
    return { file, bytes, thumbhash: chosen.thumbhash };
  });
}

function tileSize({ widthPx, heightPx }: { widthPx: number; heightPx: number }) {
  const scale = TILE_SHORT_PX / Math.min(widthPx, heightPx);
  const even = (side: number): number => 2 * Math.round((side * scale) / 2);
  return { widthPx: even(widthPx), heightPx: even(heightPx) };
}

async function endingOf(engine: Engine): Promise<'webp' | 'jpg'> {
  return (await engine.features()).encoders.includes(WEBP_ENCODER) ? 'webp' : 'jpg';
}

const begin = (threads: number): readonly string[] => [
  ...group('-nostdin', '-hide_banner', '-loglevel', 'error', '-y'),
  ...group('-threads', String(threads)),
];

function pictureArguments(file: string, quality: number): readonly string[] {
  const encoder = file.endsWith('.webp')
    ? group('-c:v', 'libwebp', '-quality', String(quality))
    : group('-c:v', 'mjpeg', '-pix_fmt', 'yuvj420p', '-q:v', '5');
  return [...encoder, ...group('-map_metadata', '-1', '-f', 'image2', '-update', '1', file)];
}

/** @throws MediaError. */
async function run(
  engine: Engine,
  folder: string,
  { sourcePath, signal }: { sourcePath: string; signal?: AbortSignal },
  args: (path: string) => readonly string[],
): Promise<void> {
  const ran = await engine.run('ffmpeg', {
    readable: { source: sourcePath },
    writableFolder: folder,
    args: (inputPath) => args(inputPath('source', sourcePath)),
    wallMs: WALL_MS,
    stdoutBytesMax: STDOUT_BYTES_MAX,
    signal,
  });
  if (ran.ending !== 'exit' || ran.exitCode !== 0) throw failureOf(ran, 'media.engine_failed');
}
