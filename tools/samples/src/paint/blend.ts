// The inner loops: runs of coverage onto a picture of packed pixels. Gradients are dithered by an
// ordered pattern, because dark 8-bit gradients show bands otherwise. All arithmetic is on 32-bit
// integers, two channels at a time where they fit: this is where a clip's seconds go.

/* oxlint-disable typescript/no-non-null-assertion -- every index is inside by construction, and a check per pixel or sample costs */

import { RAMP_STEPS } from './colour.ts';
import type { Ramp } from './colour.ts';

/** `over` covers what lies below; `light` adds to it, as a lamp does. */
export type BlendMode = 'over' | 'light';

/** Pixels as red + green * 2^8 + blue * 2^16, the fourth byte 0: `rgb0` in memory on every machine we run on. */
export type Pixels = Int32Array;

/** Full coverage: coverage, opacity and shares are whole numbers up to this. */
export const FULL = 256;

/** A side of the dither pattern; a power of two, so that `&` finds the place. */
export const DITHER_SIZE = 64;
/** Interleaved gradient noise (J. Jimenez, SIGGRAPH 2014) from 0 to 255: even, without visible clumps. */
export const DITHER = Uint8Array.from({ length: DITHER_SIZE * DITHER_SIZE }, (_, index) => {
  const x = index % DITHER_SIZE;
  const y = Math.floor(index / DITHER_SIZE);
  return ((52.9829189 * ((0.06711056 * x + 0.00583715 * y) % 1)) % 1) * 255;
});

const RED_AND_BLUE = 0xff_00_ff;
const GREEN = 0x00_ff_00;

/** @param red,green,blue whole numbers from 0 to 255. */
export function packed(red: number, green: number, blue: number): number {
  return red | (green << 8) | (blue << 16);
}

/** One colour over the run from `from` up to but not including `to`; `shift` leads from a pixel's index to its coverage's. */
export function blendSolid(
  pixels: Pixels,
  from: number,
  to: number,
  coverage: Int32Array,
  shift: number,
  colour: number,
  opacity: number,
): void {
  const redBlue = colour & RED_AND_BLUE;
  const green = colour & GREEN;
  for (let at = from; at < to; at += 1) {
    const share = (coverage[at - shift]! * opacity) >> 8;
    if (share >= 255) {
      pixels[at] = colour;
      continue;
    }
    const keep = FULL - share;
    const below = pixels[at]!;
    const rb = Math.imul(below & RED_AND_BLUE, keep) + Math.imul(redBlue, share) + 0x80_00_80;
    const g = Math.imul(below & GREEN, keep) + Math.imul(green, share) + 0x80_00;
    pixels[at] = ((rb >>> 8) & RED_AND_BLUE) | ((g >>> 8) & GREEN);
  }
}

/** One colour added to a run. */
export function lightSolid(
  pixels: Pixels,
  from: number,
  to: number,
  coverage: Int32Array,
  shift: number,
  colour: number,
  opacity: number,
): void {
  const red = colour & 255;
  const green = (colour >> 8) & 255;
  const blue = colour >> 16;
  for (let at = from; at < to; at += 1) {
    const share = (coverage[at - shift]! * opacity) >> 8;
    const below = pixels[at]!;
    const r = (below & 255) + ((red * share + 128) >> 8);
    const g = ((below >> 8) & 255) + ((green * share + 128) >> 8);
    const b = (below >> 16) + ((blue * share + 128) >> 8);
    pixels[at] = (r > 255 ? 255 : r) | ((g > 255 ? 255 : g) << 8) | ((b > 255 ? 255 : b) << 16);
  }
}

/**
 * Where along a gradient a pixel lies. Linear: a x + b y + c. Radial: the distance from (a, b) times c.
 */
export interface GradientPlace {
  readonly isRadial: boolean;
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

/** Writes the ramp step (0 to 255) of each pixel of a run of row `y`. */
export function placeRow(
  steps: Uint8Array,
  y: number,
  fromX: number,
  toX: number,
  { isRadial, a, b, c }: GradientPlace,
): void {
  const last = RAMP_STEPS - 1;
  if (isRadial) {
    const dySquared = (y - b) * (y - b);
    const scale = c * last;
    for (let x = fromX; x < toX; x += 1) {
      const along = Math.sqrt((x - a) * (x - a) + dySquared) * scale;
      steps[x] = along > last ? last : along;
    }
    return;
  }
  const scale = a * last;
  const first = (b * y + c) * last;
  for (let x = fromX; x < toX; x += 1) {
    const along = first + x * scale;
    steps[x] = along > last ? last : along < 0 ? 0 : along;
  }
}

/** A gradient over, or added to, a run of row `y`; `steps` comes from placeRow. */
export function blendRamp(
  pixels: Pixels,
  width: number,
  y: number,
  coverage: Int32Array,
  fromX: number,
  toX: number,
  ramp: Ramp,
  steps: Uint8Array,
  opacity: number,
  mode: BlendMode,
): void {
  const ditherRow = (y & (DITHER_SIZE - 1)) * DITHER_SIZE;
  const keep = mode === 'over' ? 1 : 0;
  const start = y * width;
  for (let x = fromX; x < toX; x += 1) {
    const step = steps[x]! << 2;
    const share = (((coverage[x]! * opacity) >> 8) * ramp[step + 3]!) >> 8;
    if (share === 0) continue;
    const noise = DITHER[ditherRow | (x & (DITHER_SIZE - 1))]!;
    if (share * keep >= 255) {
      pixels[start + x] =
        ((ramp[step]! + noise) >> 8) |
        ((ramp[step + 1]! + noise) & 0xff_00) |
        (((ramp[step + 2]! + noise) & 0xff_00) << 8);
      continue;
    }
    const below = pixels[start + x]!;
    const kept = FULL - share * keep;
    const r = ((below & 255) * kept + ((ramp[step]! * share) >> 8) + noise) >> 8;
    const g = (((below >> 8) & 255) * kept + ((ramp[step + 1]! * share) >> 8) + noise) >> 8;
    const b = ((below >> 16) * kept + ((ramp[step + 2]! * share) >> 8) + noise) >> 8;
    pixels[start + x] =
      (r > 255 ? 255 : r) | ((g > 255 ? 255 : g) << 8) | ((b > 255 ? 255 : b) << 16);
  }
}

/** A soft round light added to the picture: full in the middle, nothing at `radius`. */
export function addGlow(
  pixels: Pixels,
  width: number,
  height: number,
  centreX: number,
  centreY: number,
  radius: number,
  red: number,
  green: number,
  blue: number,
): void {
  const fromY = Math.max(0, Math.ceil(centreY - radius));
  const toY = Math.min(height - 1, Math.floor(centreY + radius));
  const perRadius = 1 / (radius * radius);
  for (let y = fromY; y <= toY; y += 1) {
    const dy = y - centreY;
    const half = Math.sqrt(Math.max(0, radius * radius - dy * dy));
    const fromX = Math.max(0, Math.ceil(centreX - half));
    const toX = Math.min(width - 1, Math.floor(centreX + half));
    const ditherRow = (y & (DITHER_SIZE - 1)) * DITHER_SIZE;
    for (let x = fromX, at = y * width + fromX; x <= toX; x += 1, at += 1) {
      const dx = x - centreX;
      const fall = 1 - (dx * dx + dy * dy) * perRadius;
      const light = (fall * fall * fall * 256) | 0;
      const noise = DITHER[ditherRow | (x & (DITHER_SIZE - 1))]!;
      const below = pixels[at]!;
      const r = (below & 255) + ((red * light + noise) >> 8);
      const g = ((below >> 8) & 255) + ((green * light + noise) >> 8);
      const b = (below >> 16) + ((blue * light + noise) >> 8);
      pixels[at] = (r > 255 ? 255 : r) | ((g > 255 ? 255 : g) << 8) | ((b > 255 ? 255 : b) << 16);
    }
  }
}
