// Real pictures: the bridge that PDQ's authors publish with its hashes, and frames of real clips, as ffmpeg decodes them.

import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { PDQ_FRAME_SIDE, type LumaPicture } from '../src/index.ts';

const SHARED = process.env['JHALAK_SHARED'] ?? join(import.meta.dirname, '../../../../shared');
export const BRIDGE = join(SHARED, 'fixtures/pdq/pdq/data/bridge-mods');
export const PUBLISHED = join(SHARED, 'fixtures/pdq/published-hashes.csv');
export const CLIPS = join(SHARED, 'media/dev');

/** Why tests skip; undefined when there is what they need. */
export function whyNoPictures(): string | undefined {
  if (!existsSync(BRIDGE)) return 'NOT RUN: no fixtures/pdq in JHALAK_SHARED';
  if (spawnSync('ffmpeg', ['-version']).status !== 0) return 'NOT RUN: ffmpeg is not installed';
  return undefined;
}

/** @returns the names of clips and pictures in a folder, sorted. */
export const filesOf = (folder: string): string[] => readdirSync(folder).toSorted();

/** As a clip's frames are read. */
export const SMALL = `scale=${PDQ_FRAME_SIDE}:${PDQ_FRAME_SIDE}:flags=area`;
/** Of the largest picture here, two bytes a pixel. */
const FRAME_BYTES_MAX = 4_096 * 2_304 * 2;

/** @param filter of ffmpeg. @returns frames as grey pictures, none where it cannot be read. */
export function readFrames(path: string, filter: string, most: number): LumaPicture[] {
  const read = spawnSync(
    'ffmpeg',
    ['-v', 'error', '-nostdin', '-threads', '1', '-t', '30', '-i', path]
      .concat(['-an', '-vf', `${filter},format=gray`, '-fps_mode', 'passthrough'])
      .concat(['-frames:v', `${most}`, '-f', 'image2pipe', '-c:v', 'pgm', '-']),
    { maxBuffer: (most + 1) * FRAME_BYTES_MAX },
  );
  return graymaps(read.stdout);
}

/** Pictures of the kind `P5`, one after another. */
function graymaps(bytes: Buffer): LumaPicture[] {
  const pictures: LumaPicture[] = [];
  let at = 0;
  while (at < bytes.length) {
    const head = /^P5\s(\d+) (\d+)\s255\s/.exec(bytes.toString('latin1', at, at + 40));
    if (head === null) throw new Error('this is no graymap');
    const width = Number(head[1]);
    const height = Number(head[2]);
    const from = at + head[0].length;
    at = from + width * height;
    pictures.push({ luma: bytes.subarray(from, at), width, height });
  }
  return pictures;
}

/** @returns for each frame what each of the filters makes of it, beside each other; decoded once. */
export function readVariants(
  path: string,
  choose: string,
  filters: readonly string[],
  most: number,
): LumaPicture[][] {
  const labels = filters.map((_, at) => `[in${at}]`).join('');
  const each = filters.map((filter, at) => `[in${at}]${filter},${SMALL},format=gray[out${at}]`);
  const joined = filters.map((_, at) => `[out${at}]`).join('');
  const count = filters.length;
  const graph = `${choose},split=${count}${labels};${each.join(';')};${joined}vstack=${count}`;
  return readFrames(path, graph, most).map(({ luma }) => {
    const bytes = PDQ_FRAME_SIDE * PDQ_FRAME_SIDE;
    return filters.map((_, at) => ({
      luma: luma.subarray(at * bytes, (at + 1) * bytes),
      width: PDQ_FRAME_SIDE,
      height: PDQ_FRAME_SIDE,
    }));
  });
}
