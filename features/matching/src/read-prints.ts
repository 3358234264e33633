// The prints that the engine wrote, as hashes: what everything here compares.

import { createReadStream } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PDQ_FRAME_SIDE, pdqHash, type PdqHash } from '@jhalak/pdq';
import type { PrintFiles, PrintRequest } from '@jhalak/ports';

/** Five frames a second: where a camera moves, frames half a second apart are other pictures. */
export const TICK_MS = 200;
/** What the engine has to write. */
export const matchPrints: PrintRequest = { sidePx: PDQ_FRAME_SIDE, everyMs: TICK_MS };

/** Of the longest clip that an operator may allow, ten minutes: bounds what a file of frames costs. */
const FRAMES_MAX = 3_000;
/** Words of a sound of the same length. */
const WORDS_MAX = 5_000;

/** A clip's prints; frame n is at n * TICK_MS. */
export interface ClipPrints {
  frames: readonly PdqHash[];
  /** Chromaprint's words; empty without a sound of its own, or one of some seconds. */
  sound: Uint32Array;
}

/** Cost: a millisecond a frame; other work gets its turn while the next one is read. */
export async function readPrints(folder: string, files: PrintFiles): Promise<ClipPrints> {
  const { file, sidePx } = files.frames;
  const frames: PdqHash[] = [];
  const bytes = sidePx * sidePx;
  const end = Math.min(files.frames.count, FRAMES_MAX) * bytes;
  if (end > 0)
    for await (const chunk of createReadStream(join(folder, file), {
      end: end - 1,
      highWaterMark: bytes,
    })) {
      const luma = chunk as Buffer;
      if (luma.byteLength === bytes) frames.push(pdqHash({ luma, width: sidePx, height: sidePx }));
    }
  return { frames, sound: await readWords(folder, files) };
}

async function readWords(folder: string, { sound }: PrintFiles): Promise<Uint32Array> {
  if (sound === undefined) return new Uint32Array(0);
  const bytes = await readFile(join(folder, sound.file));
  const count = Math.min(sound.count, WORDS_MAX);
  return Uint32Array.from({ length: count }, (_, index) => bytes.readUInt32LE(index * 4));
}

/** @returns the grey pixels of one frame, row by row. */
export async function readFrame(
  folder: string,
  { frames: { file, sidePx } }: PrintFiles,
  index: number,
): Promise<Uint8Array> {
  const bytes = sidePx * sidePx;
  await using handle = await open(join(folder, file));
  const { buffer } = await handle.read(Buffer.alloc(bytes), 0, bytes, index * bytes);
  return buffer;
}
