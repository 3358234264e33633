// A clip's face: a few frames spread over it are kept as pictures, and the best of them is chosen by its tiny copy.

import { rgbaToThumbHash } from 'thumbhash';
import type { RenditionPlan } from './ladder.ts';

/** Which candidates a pass makes, and where. */
export interface PosterPlan {
  contentType: 'image/webp' | 'image/jpeg';
  widthPx: number;
  heightPx: number;
  tinyWidthPx: number;
  tinyHeightPx: number;
  /** Seconds between candidates; the first frame is always one. */
  everyS: number;
  candidateCount: number;
  /** printf pattern of the candidates' files, counted from 1. */
  candidateFiles: string;
  /** All tiny frames, one after the other. */
  tinyFile: string;
}

/** Six frames find a bright, detailed moment in nearly every clip; each costs about 15 ms. */
const CANDIDATES_MAX = 6;
/** Closer frames look the same. */
const CANDIDATE_STEP_MIN_S = 0.1;
/** Longest side of the copy that is judged and hashed; ThumbHash takes 100 at most and keeps about 7 x 7. */
const TINY_LONG_SIDE_PX = 64;
/** Bytes of one RGBA pixel. */
const RGBA_BYTES = 4;

/** @returns the plan for a clip, at the size of its smallest rendition. */
export function planPoster(
  rendition: RenditionPlan,
  durationMs: number,
  contentType: PosterPlan['contentType'],
): PosterPlan {
  const { widthPx, heightPx } = rendition;
  const tiny = TINY_LONG_SIDE_PX / Math.max(widthPx, heightPx);
  return {
    contentType,
    widthPx,
    heightPx,
    tinyWidthPx: Math.max(2, Math.round(widthPx * tiny)),
    tinyHeightPx: Math.max(2, Math.round(heightPx * tiny)),
    everyS: Math.max(CANDIDATE_STEP_MIN_S, durationMs / 1000 / CANDIDATES_MAX),
    candidateCount: CANDIDATES_MAX,
    candidateFiles: `candidate-%d.${contentType === 'image/webp' ? 'webp' : 'jpg'}`,
    tinyFile: 'tiny.rgba',
  };
}

/** @returns file name of a candidate. @param index from 0. */
export function candidateFile(plan: PosterPlan, index: number): string {
  return plan.candidateFiles.replace('%d', String(index + 1));
}

/**
 * Chooses the best candidate.
 *
 * @param tinyFrames all tiny RGBA frames, one after the other.
 * @returns its index and its ThumbHash in base64; undefined when there is not one whole frame.
 * Cost: about 1 ms.
 */
export function choosePoster(
  plan: Pick<PosterPlan, 'tinyWidthPx' | 'tinyHeightPx'>,
  tinyFrames: Uint8Array,
): { index: number; thumbhash: string } | undefined {
  const frameBytes = plan.tinyWidthPx * plan.tinyHeightPx * RGBA_BYTES;
  const count = Math.floor(tinyFrames.byteLength / frameBytes);
  let best: { index: number; score: number } | undefined;
  for (let index = 0; index < count; index++) {
    const frame = tinyFrames.subarray(index * frameBytes, (index + 1) * frameBytes);
    const score = scoreFrame(frame, plan.tinyWidthPx);
    // Ties go to the earlier frame: the poster then looks like what plays next.
    if (!best || score > best.score) best = { index, score };
  }
  if (!best) return undefined;
  const frame = tinyFrames.subarray(best.index * frameBytes, (best.index + 1) * frameBytes);
  const hash = rgbaToThumbHash(plan.tinyWidthPx, plan.tinyHeightPx, frame);
  return { index: best.index, thumbhash: Buffer.from(hash).toString('base64') };
}

/** Darker or brighter means say "nothing to see" or "burnt out". */
const GOOD_MEAN = { from: 50, to: 200 };

/**
 * How good a frame is as a clip's face: detail and colour count, and a mean far from the middle takes away.
 *
 * @param rgba at tiny size. @returns 0 for a single-coloured frame, about 1 for a rich one.
 */
export function scoreFrame(rgba: Uint8Array, widthPx: number): number {
  const pixelCount = rgba.byteLength / RGBA_BYTES;
  const luma = new Float32Array(pixelCount);
  let [sum, squares, colour] = [0, 0, 0];
  for (let i = 0; i < pixelCount; i++) {
    const red = rgba[i * RGBA_BYTES] ?? 0;
    const green = rgba[i * RGBA_BYTES + 1] ?? 0;
    const blue = rgba[i * RGBA_BYTES + 2] ?? 0;
    const light = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    luma[i] = light;
    sum += light;
    squares += light * light;
    colour += Math.max(red, green, blue) - Math.min(red, green, blue);
  }
  let edges = 0;
  for (let i = 1; i < pixelCount; i++) {
    if (i % widthPx !== 0) edges += Math.abs((luma[i] ?? 0) - (luma[i - 1] ?? 0));
  }
  const mean = sum / pixelCount;
  const contrast = Math.sqrt(Math.max(0, squares / pixelCount - mean * mean)) / 64;
  const detail = edges / pixelCount / 16;
  const vivid = colour / pixelCount / 128;
  const off = Math.max(GOOD_MEAN.from - mean, mean - GOOD_MEAN.to, 0) / GOOD_MEAN.from;
  return (0.5 * contrast + 0.3 * detail + 0.2 * vivid) * Math.max(0.05, 1 - off);
}
