// Prints as the engine would write them, without an engine: clips are judged by what is in these files alone.

import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { seededRandom } from '@jhalak/kernel';
import type { JudgedClip, Judgement } from '@jhalak/media';
import { PDQ_FRAME_SIDE } from '@jhalak/pdq';
import type { TestCell, TestPerson } from '@jhalak/testing';
import { TICK_MS } from '../src/read-prints.ts';

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

/** @returns a clip that nobody has seen, with its prints on the disk. */
export async function madeClip(
  { parts }: TestCell,
  { personId }: TestPerson,
  { shows, plays, edited = false, remix = false }: MadeClip,
): Promise<JudgedClip> {
  const folder = await mkdtemp(join(parts.folder, 'prints-'));
  const frame = picture(shows, edited);
  await writeFile(join(folder, 'frames'), Buffer.concat(Array(FRAMES).fill(frame)));
  const frames = { file: 'frames', sidePx: PDQ_FRAME_SIDE, everyMs: TICK_MS, count: FRAMES };
  if (plays !== undefined) await writeFile(join(folder, 'sound'), wordsOf(plays, edited));
  return {
    ...{ personId, folder, remix, uploadId: parts.ids.next(), videoId: parts.ids.next() },
    sha256: Buffer.from(`${shows}/${plays}/${edited}`.padEnd(32)).toString('hex'),
    prints: {
      frames,
      ...(plays !== undefined && { sound: { file: 'sound', everyMs: 128, count: WORDS } }),
    },
    ...{ durationMs: FRAMES * TICK_MS, widthPx: 360, heightPx: 640 },
  };
}

/** Publishes or holds a clip as it was judged. @returns whether what it was judged by still stood. */
export async function settle(
  cell: TestCell,
  clip: JudgedClip,
  judgement: Judgement,
): Promise<boolean> {
  const { personId, videoId, remix } = clip;
  const recorded = await cell.parts.database.transaction(async (tx) => await judgement.record(tx));
  const { sound } = judgement;
  if (recorded && judgement.held === undefined)
    await cell.publish({ personId, videoId, remix, ...(sound !== undefined && { sound }) });
  await cell.drain();
  return recorded;
}

/** Squares between which the grey goes over smoothly. */
function picture(seed: number, edited: boolean): Buffer {
  const random = seededRandom(seed);
  const side = PDQ_FRAME_SIDE;
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

/** As an encoder leaves them: in each third word some bits turned over. */
function wordsOf(seed: number, edited: boolean): Buffer {
  const random = seededRandom(seed);
  const words = Buffer.alloc(WORDS * 4);
  for (let at = 0; at < WORDS; at += 1) {
    const word = random.below(2 ** 32);
    words.writeUInt32LE(edited && at % 3 === 0 ? (word ^ 0b1001_0010) >>> 0 : word, at * 4);
  }
  return words;
}
