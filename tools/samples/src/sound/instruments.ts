// Small synthesised instruments. Each adds one sound to a stereo recording; nothing is sampled from
// anybody.

/* oxlint-disable typescript/no-non-null-assertion -- every index is inside by construction, and a check per pixel or sample costs */

import type { Random } from '@jhalak/kernel';

/** Samples a second of everything here. */
export const SAMPLE_RATE_HZ = 44_100;
const TURN = Math.PI * 2;

/** A stereo recording in the making; full scale is 1. */
export interface Recording {
  readonly left: Float32Array;
  readonly right: Float32Array;
}

/** When, how loud (0 to 1), and where: -1 is left, 1 is right. */
export interface Placed {
  readonly atS: number;
  readonly gain: number;
  readonly pan: number;
}

/** @returns silence of the given length. */
export function silence(durationS: number): Recording {
  const count = Math.ceil(durationS * SAMPLE_RATE_HZ);
  return { left: new Float32Array(count), right: new Float32Array(count) };
}

function add(
  recording: Recording,
  placed: Placed,
  lengthS: number,
  sample: (index: number, s: number) => number,
): void {
  const first = Math.round(placed.atS * SAMPLE_RATE_HZ);
  const count = Math.min(Math.ceil(lengthS * SAMPLE_RATE_HZ), recording.left.length - first);
  const angle = ((placed.pan + 1) * Math.PI) / 4;
  const toLeft = Math.cos(angle) * placed.gain;
  const toRight = Math.sin(angle) * placed.gain;
  for (let index = 0; index < count; index += 1) {
    const value = sample(index, index / SAMPLE_RATE_HZ);
    const at = first + index;
    if (at < 0) continue;
    recording.left[at] = recording.left[at]! + value * toLeft;
    recording.right[at] = recording.right[at]! + value * toRight;
  }
}

/**
 * A plucked string (Karplus and Strong, 1983).
 *
 * @param ringS seconds until it has faded to a thousandth; @param bright 0 is a thumb, 1 a pick.
 */
export function pluck(
  recording: Recording,
  placed: Placed,
  hz: number,
  ringS: number,
  bright: number,
  random: Random,
): void {
  const period = Math.max(2, Math.round(SAMPLE_RATE_HZ / hz));
  const string = Float32Array.from({ length: period }, () => random.next() * 2 - 1);
  let soft = 0;
  for (let index = 0; index < period; index += 1) {
    soft += (string[index]! - soft) * (0.15 + 0.85 * bright);
    string[index] = soft;
  }
  const keep = 0.001 ** (1 / (ringS * hz));
  let before = 0;
  add(recording, placed, ringS, (index) => {
    const at = index % period;
    const value = string[at]!;
    string[at] = (value * 0.6 + before * 0.4) * keep;
    before = value;
    return value * 0.5;
  });
}

/** The low side of a drum: a tone that drops. */
export function drumLow(recording: Recording, placed: Placed, hz: number): void {
  let phase = 0;
  add(recording, placed, 0.6, (_, s) => {
    phase += (TURN * hz * (1 + 0.9 * Math.exp(-s / 0.035))) / SAMPLE_RATE_HZ;
    return Math.sin(phase) * Math.exp(-s / 0.16) * Math.min(1, s * 600);
  });
}

/** The high side: near-harmonic overtones of a weighted skin, with the tap of a finger. */
export function drumHigh(recording: Recording, placed: Placed, hz: number, random: Random): void {
  add(recording, placed, 0.35, (_, s) => {
    const tone =
      Math.sin(TURN * hz * s) +
      0.6 * Math.sin(TURN * hz * 2.01 * s) +
      0.35 * Math.sin(TURN * hz * 3.02 * s);
    const tap = (random.next() * 2 - 1) * Math.exp(-s / 0.004);
    return (tone * Math.exp(-s / 0.07) * 0.4 + tap * 0.5) * Math.min(1, s * 900);
  });
}

/** A small bell or glass. */
export function bell(recording: Recording, placed: Placed, hz: number, ringS: number): void {
  add(recording, placed, ringS, (_, s) => {
    const fall = Math.exp((-s * 5) / ringS);
    const tone = Math.sin(TURN * hz * s + 1.4 * fall * Math.sin(TURN * hz * 2.76 * s));
    return tone * fall * Math.min(1, s * 500) * 0.5;
  });
}

/** A breathy flute with a slow vibrato. */
export function flute(
  recording: Recording,
  placed: Placed,
  hz: number,
  lengthS: number,
  random: Random,
): void {
  let phase = 0;
  let breath = 0;
  add(recording, placed, lengthS, (_, s) => {
    const vibrato = 1 + 0.006 * Math.sin(TURN * 5 * s) * Math.min(1, s * 2);
    phase += (TURN * hz * vibrato) / SAMPLE_RATE_HZ;
    breath += (random.next() * 2 - 1 - breath) * 0.12;
    const swell = Math.min(1, s * 9) * Math.min(1, (lengthS - s) * 7);
    return (
      (Math.sin(phase) + 0.22 * Math.sin(2 * phase) + 0.08 * Math.sin(3 * phase) + breath * 0.35) *
      swell *
      0.4
    );
  });
}

/** A soft chord that breathes. */
export function pad(
  recording: Recording,
  placed: Placed,
  notesHz: readonly number[],
  lengthS: number,
): void {
  add(recording, placed, lengthS, (_, s) => {
    let sum = 0;
    for (const [index, hz] of notesHz.entries()) {
      sum += Math.sin(TURN * hz * s) + 0.4 * Math.sin(TURN * hz * 1.003 * s + index);
    }
    const swell =
      Math.min(1, s * 2) * Math.min(1, (lengthS - s) * 2) * (0.8 + 0.2 * Math.sin(s * 1.7));
    return (sum * swell * 0.3) / notesHz.length;
  });
}

/** A shaken seed or a brushed cymbal. */
export function shake(recording: Recording, placed: Placed, fallS: number, random: Random): void {
  let before = 0;
  add(recording, placed, fallS * 6, (_, s) => {
    const noise = random.next() * 2 - 1;
    const high = noise - before;
    before = noise;
    return high * 0.4 * Math.exp(-s / fallS) * Math.min(1, s * 400);
  });
}

/** A tone that slides: a cartoon spring when it goes up. */
export function slide(
  recording: Recording,
  placed: Placed,
  fromHz: number,
  toHz: number,
  lengthS: number,
): void {
  let phase = 0;
  add(recording, placed, lengthS, (_, s) => {
    const u = s / lengthS;
    const hz = fromHz * (toHz / fromHz) ** u * (1 + 0.05 * Math.sin(TURN * 17 * s));
    phase += (TURN * hz) / SAMPLE_RATE_HZ;
    return Math.sin(phase) * Math.sin(Math.PI * u) * 0.5;
  });
}

/**
 * A bed of noise through a band: crowd, rain, steam, water.
 *
 * @param loudness of each moment, 0 to 1.
 */
export function noiseBed(
  recording: Recording,
  placed: Placed,
  lengthS: number,
  band: { readonly lowHz: number; readonly highHz: number },
  loudness: (s: number) => number,
  random: Random,
): void {
  const up = 1 - Math.exp((-TURN * band.highHz) / SAMPLE_RATE_HZ);
  const down = 1 - Math.exp((-TURN * band.lowHz) / SAMPLE_RATE_HZ);
  let smooth = 0;
  let slow = 0;
  add(recording, placed, lengthS, (_, s) => {
    smooth += (random.next() * 2 - 1 - smooth) * up;
    slow += (smooth - slow) * down;
    return (smooth - slow) * loudness(s);
  });
}
