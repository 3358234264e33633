// Prints as the engine would write them, without an engine: clips are judged by what is in these files alone.

import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cell } from '@jhalak/jhalak';
import { seededRandom } from '@jhalak/kernel';
import type { TestCell } from './start-cell.ts';

type Gate = Cell['matching']['gate'];
/** A clip that matching is asked about. */
export type UnseenClip = Parameters<Gate['judge']>[0];

/** What a clip shows and plays; equal numbers are the same picture and the same sound. */
export interface MadeClip {
  shows: number;
  plays?: number;
  /** Paler, and its sound encoded again. */
  edited?: boolean;
  remix?: boolean;
}

const FRAMES = 10;
const WORDS = 120;
/** Squares of one grey, so many a side: as much to tell apart as in a picture full of things. */
const SQUARES = 16;

/** @returns a clip that nobody has seen, with its prints below a folder. */
export async function madeClip(
  { cell, folder: below }: { cell: Cell; folder: string },
  personId: string,
  { shows, plays, edited = false, remix = false }: MadeClip,
): Promise<UnseenClip> {
  const folder = await mkdtemp(join(below, 'prints-'));
  const { sidePx, everyMs } = cell.matching.gate.prints;
  const frame = picture(sidePx, shows, edited);
  await writeFile(join(folder, 'frames'), Buffer.concat(Array<Buffer>(FRAMES).fill(frame)));
  if (plays !== undefined) await writeFile(join(folder, 'sound'), soundOf(plays, edited));
  const { ids } = cell.parts;
  return {
    ...{ personId, folder, remix, uploadId: ids.next(), videoId: ids.next() },
    sha256: Buffer.from(`${shows}/${plays}/${edited}`.padEnd(32)).toString('hex'),
    prints: {
      frames: { file: 'frames', sidePx, everyMs, count: FRAMES },
      ...(plays !== undefined && { sound: { file: 'sound', everyMs: 128, count: WORDS } }),
    },
    ...{ durationMs: FRAMES * everyMs, widthPx: 360, heightPx: 640 },
  };
}

/** Publishes or holds a clip as it was judged. @returns whether what it was judged by still stood. */
export async function settle(
  cell: TestCell,
  clip: UnseenClip,
  judgement: Awaited<ReturnType<Gate['judge']>>,
): Promise<boolean> {
  const { personId, videoId, remix } = clip;
  const recorded = await cell.parts.database.transaction(async (tx) => await judgement.record(tx));
  const { sound } = judgement;
  if (recorded && judgement.held === undefined)
    await cell.publish({ personId, videoId, remix, ...(sound !== undefined && { sound }) });
  await cell.drain();
  return recorded;
}

/** A chessboard of greys that are drawn. */
function picture(side: number, seed: number, edited: boolean): Buffer {
  const random = seededRandom(seed);
  const greys = Array.from({ length: SQUARES * SQUARES }, () => random.below(256));
  const pixels = Buffer.alloc(side * side);
  for (let y = 0; y < side; y += 1)
    for (let x = 0; x < side; x += 1) {
      const at = Math.floor((y * SQUARES) / side) * SQUARES + Math.floor((x * SQUARES) / side);
      const grey = greys[at] ?? 0;
      pixels[y * side + x] = edited ? 40 + Math.round(grey * 0.7) : grey;
    }
  return pixels;
}

/** @returns words of a sound, little-endian. @param edited as an encoder leaves them: in each third word some bits turned over. */
export function soundOf(seed: number, edited: boolean): Buffer {
  const random = seededRandom(seed);
  const words = Buffer.alloc(WORDS * 4);
  for (let at = 0; at < WORDS; at += 1) {
    const word = random.below(2 ** 32);
    words.writeUInt32LE(edited && at % 3 === 0 ? (word ^ 0b1001_0010) >>> 0 : word, at * 4);
  }
  return words;
}
