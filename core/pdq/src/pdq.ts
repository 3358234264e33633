// PDQ: 256 bits of a picture that stay nearly the same when it is shrunk, blurred, encoded again or made brighter. Written from
// Facebook's paper and the hashes it publishes ("The TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing Algorithm",
// ThreatExchange); tests hold it against them.

import { boxBlur } from './box-blur.ts';

/** Brightness of each pixel, row by row, 0 to 255. */
export interface LumaPicture {
  luma: Uint8Array | Float32Array;
  width: number;
  height: number;
}

export interface PdqHash {
  /** PDQ_BYTES of them, as the published hexadecimal form reads from left to right. */
  hash: Uint8Array;
  /** Of the picture turned round its upright axis, as a mirror shows it. */
  mirrored: Uint8Array;
  /** How much there is to tell pictures apart by, 0 to 100; below PDQ_QUALITY_MIN the hash says little. */
  quality: number;
}

export const PDQ_BYTES = 32;
/** The paper's advice: what is smoother is not compared. */
export const PDQ_QUALITY_MIN = 50;
/** Smaller pictures have no hash. */
export const PDQ_SIDE_MIN = 5;

/**
 * Frames of clips are shrunk to so many pixels a side before: five for each sample, with one in the middle, so that a frame and
 * its mirror are blurred and sampled alike.
 */
export const PDQ_FRAME_SIDE = 320;

/** The picture is looked at in so many samples a side. */
const SIDE = 64;
/** Waves that are kept a side; the even brightness is not among them. */
const WAVES = 16;
/** Makes the sum of steps a scale of 0 to 100. */
const STEPS_PER_QUALITY = 90;

const COSINES = waves();

/**
 * @returns the hash, the mirror's hash and the quality.
 * @throws RangeError for sides below PDQ_SIDE_MIN or a picture that is not width x height.
 * Cost: linear in pixels; a frame of PDQ_FRAME_SIDE takes about a millisecond.
 */
export function pdqHash({ luma, width, height }: LumaPicture): PdqHash {
  if (!(width >= PDQ_SIDE_MIN && height >= PDQ_SIDE_MIN) || luma.length !== width * height)
    throw new RangeError('a picture of at least 5 x 5 pixels, one value each');
  const blurred = Float32Array.from(luma);
  boxBlur(blurred, width, height);
  const samples = sampled(blurred, width, height);
  const strengths = cosineTransform(samples);
  const mirrored = strengths.map((value, index) => ((index % WAVES) % 2 === 0 ? -value : value));
  return {
    hash: bitsAbove(strengths),
    mirrored: bitsAbove(mirrored),
    quality: qualityOf(samples),
  };
}

/** Cost: 64 steps. @returns how many bits differ, 0 to 256. */
export function distanceOf(one: Uint8Array, other: Uint8Array): number {
  let bits = 0;
  for (let index = 0; index < PDQ_BYTES; index += 1)
    bits += BITS_OF[(one[index] ?? 0) ^ (other[index] ?? 0)] ?? 0;
  return bits;
}

const BITS_OF = Uint8Array.from({ length: 256 }, (_, byte) => {
  let count = 0;
  for (let rest = byte; rest > 0; rest >>= 1) count += rest & 1;
  return count;
});

/** As hashes are published. */
export function hashToHex(hash: Uint8Array): string {
  return Buffer.from(hash.buffer, hash.byteOffset, hash.byteLength).toString('hex');
}

/** @returns undefined for what is not 64 hexadecimal digits. */
export function hashFromHex(text: string): Uint8Array | undefined {
  if (!/^[0-9a-fA-F]{64}$/.test(text)) return undefined;
  return Uint8Array.from(Buffer.from(text, 'hex'));
}

function sampled(blurred: Float32Array, width: number, height: number): Float32Array {
  const samples = new Float32Array(SIDE * SIDE);
  for (let row = 0; row < SIDE; row += 1) {
    const from = Math.floor(((row + 0.5) * height) / SIDE) * width;
    for (let column = 0; column < SIDE; column += 1) {
      const at = from + Math.floor(((column + 0.5) * width) / SIDE);
      samples[row * SIDE + column] = blurred[at] ?? 0;
    }
  }
  return samples;
}

/** Steps between neighbours, in whole hundredths of the range: smooth pictures have few. */
function qualityOf(samples: Float32Array): number {
  let steps = 0;
  const step = (one: number, other: number): number =>
    Math.abs(Math.trunc((((samples[one] ?? 0) - (samples[other] ?? 0)) * 100) / 255));
  for (let row = 0; row < SIDE; row += 1)
    for (let column = 0; column < SIDE; column += 1) {
      const at = row * SIDE + column;
      if (row + 1 < SIDE) steps += step(at, at + SIDE);
      if (column + 1 < SIDE) steps += step(at, at + 1);
    }
  return Math.min(100, Math.trunc(steps / STEPS_PER_QUALITY));
}

function waves(): Float32Array {
  const scale = Math.sqrt(2 / SIDE);
  return Float32Array.from({ length: WAVES * SIDE }, (_, index) => {
    const wave = Math.floor(index / SIDE) + 1;
    return scale * Math.cos((Math.PI / 2 / SIDE) * wave * (2 * (index % SIDE) + 1));
  });
}

/** The strengths of the slowest waves, row of waves down by row across. */
function cosineTransform(samples: Float32Array): Float32Array {
  const down = new Float32Array(WAVES * SIDE);
  for (let wave = 0; wave < WAVES; wave += 1)
    for (let column = 0; column < SIDE; column += 1) {
      let sum = 0;
      for (let row = 0; row < SIDE; row += 1)
        sum += (COSINES[wave * SIDE + row] ?? 0) * (samples[row * SIDE + column] ?? 0);
      down[wave * SIDE + column] = sum;
    }
  const both = new Float32Array(WAVES * WAVES);
  for (let wave = 0; wave < WAVES; wave += 1)
    for (let across = 0; across < WAVES; across += 1) {
      let sum = 0;
      for (let column = 0; column < SIDE; column += 1)
        sum += (down[wave * SIDE + column] ?? 0) * (COSINES[across * SIDE + column] ?? 0);
      both[wave * WAVES + across] = sum;
    }
  return both;
}

/** A bit for each strength above the median; the last strength's bit comes first. */
function bitsAbove(strengths: Float32Array): Uint8Array {
  const median = strengths.toSorted()[strengths.length / 2 - 1] ?? 0;
  const hash = new Uint8Array(PDQ_BYTES);
  for (const [index, strength] of strengths.entries()) {
    if (strength <= median) continue;
    const place = PDQ_BYTES - 1 - (index >> 3);
    hash[place] = (hash[place] ?? 0) | (1 << (index & 7));
  }
  return hash;
}
