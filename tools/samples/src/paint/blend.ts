// The inner loops: one row of coverage onto one row of pixels (red, green, blue bytes).
// Gradients are dithered by an ordered pattern, because dark 8-bit gradients show bands otherwise.

/* oxlint-disable typescript/no-non-null-assertion -- every index is inside by construction, and a check per pixel or sample costs */

import { RAMP_STEPS } from './colour.ts';
import type { Ramp } from './colour.ts';

/** `over` covers what lies below; `light` adds to it, as a lamp does. */
export type BlendMode = 'over' | 'light';

/** A side of the dither pattern; a power of two, so that `&` finds the place. */
const DITHER_SIZE = 64;
/** Interleaved gradient noise (J. Jimenez, SIGGRAPH 2014): even, without visible clumps. */
const DITHER = Float32Array.from({ length: DITHER_SIZE * DITHER_SIZE }, (_, index) => {
  const x = index % DITHER_SIZE;
  const y = Math.floor(index / DITHER_SIZE);
  return (52.9829189 * ((0.06711056 * x + 0.00583715 * y) % 1)) % 1;
});

const DITHER_BYTES = Uint8Array.from(DITHER, (threshold) => threshold * 255);

/** @returns the 0 to 1 threshold of a pixel. */
export function dither(x: number, y: number): number {
  return DITHER[((y & (DITHER_SIZE - 1)) * DITHER_SIZE) | (x & (DITHER_SIZE - 1))]!;
}

/** Full coverage: coverage, opacity and shares are whole numbers up to this, as bytes blend fastest so. */
export const FULL = 256;

/** One colour over a row. */
export function blendSolid(
  pixels: Uint8Array,
  rowStart: number,
  coverage: Int32Array,
  fromX: number,
  toX: number,
  red: number,
  green: number,
  blue: number,
  opacity: number,
): void {
  for (let x = fromX, at = rowStart + fromX * 3; x < toX; x += 1, at += 3) {
    const share = (coverage[x]! * opacity) >> 8;
    if (share >= 255) {
      pixels[at] = red;
      pixels[at + 1] = green;
      pixels[at + 2] = blue;
      continue;
    }
    const r = pixels[at]!;
    const g = pixels[at + 1]!;
    const b = pixels[at + 2]!;
    pixels[at] = r + (((red - r) * share + 128) >> 8);
    pixels[at + 1] = g + (((green - g) * share + 128) >> 8);
    pixels[at + 2] = b + (((blue - b) * share + 128) >> 8);
  }
}

/** One colour added to a row. */
export function lightSolid(
  pixels: Uint8Array,
  rowStart: number,
  coverage: Int32Array,
  fromX: number,
  toX: number,
  red: number,
  green: number,
  blue: number,
  opacity: number,
): void {
  for (let x = fromX, at = rowStart + fromX * 3; x < toX; x += 1, at += 3) {
    const share = (coverage[x]! * opacity) >> 8;
    const r = pixels[at]! + ((red * share + 128) >> 8);
    const g = pixels[at + 1]! + ((green * share + 128) >> 8);
    const b = pixels[at + 2]! + ((blue * share + 128) >> 8);
    pixels[at] = r > 255 ? 255 : r;
    pixels[at + 1] = g > 255 ? 255 : g;
    pixels[at + 2] = b > 255 ? 255 : b;
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

/** Writes the ramp step (0 to 255) of each pixel of a run. */
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

/** A gradient over, or added to, a row; `steps` comes from placeRow. */
export function blendRamp(
  pixels: Uint8Array,
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
  for (let x = fromX, at = (y * width + fromX) * 3; x < toX; x += 1, at += 3) {
    const step = steps[x]! << 2;
    const share = (((coverage[x]! * opacity) >> 8) * ramp[step + 3]!) >> 8;
    if (share === 0) continue;
    const noise = DITHER_BYTES[ditherRow | (x & (DITHER_SIZE - 1))]!;
    if (share * keep >= 255) {
      pixels[at] = (ramp[step]! + noise) >> 8;
      pixels[at + 1] = (ramp[step + 1]! + noise) >> 8;
      pixels[at + 2] = (ramp[step + 2]! + noise) >> 8;
      continue;
    }
    const below = FULL - share * keep;
    const red = (pixels[at]! * below + ((ramp[step]! * share) >> 8) + noise) >> 8;
    const green = (pixels[at + 1]! * below + ((ramp[step + 1]! * share) >> 8) + noise) >> 8;
    const blue = (pixels[at + 2]! * below + ((ramp[step + 2]! * share) >> 8) + noise) >> 8;
    pixels[at] = red > 255 ? 255 : red;
    pixels[at + 1] = green > 255 ? 255 : green;
    pixels[at + 2] = blue > 255 ? 255 : blue;
  }
}

/** A soft round light added to the picture: full in the middle, nothing at `radius`. */
export function addGlow(
  pixels: Uint8Array,
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
    for (let x = fromX, at = (y * width + fromX) * 3; x <= toX; x += 1, at += 3) {
      const dx = x - centreX;
      const fall = 1 - (dx * dx + dy * dy) * perRadius;
      const light = fall * fall * fall;
      const noise = DITHER[ditherRow | (x & (DITHER_SIZE - 1))]!;
      const r = pixels[at]! + red * light + noise;
      const g = pixels[at + 1]! + green * light + noise;
      const b = pixels[at + 2]! + blue * light + noise;
      pixels[at] = r > 255 ? 255 : r;
      pixels[at + 1] = g > 255 ? 255 : g;
      pixels[at + 2] = b > 255 ? 255 : b;
    }
  }
}
