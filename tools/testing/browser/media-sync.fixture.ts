// What of two files is seen and heard when: pictures and sound of both on their own timelines, and how far one lags behind the
// other. Nothing is read of the files' own words about time but what a decoder makes of them.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** Pictures are told a hundred times a second, 16 x 16, grey. */
const PICTURE_EVERY_MS = 10;
const PICTURE_SIDE = 16;
/** Sound at 2 kHz: half a millisecond a step. */
const SOUND_HZ = 2_000;
/** So much of a file is compared. */
const SECONDS = 8;
/** Lags that are looked for; twice what would be noticed by anybody. */
const LAG_MAX_MS = 250;
/** All of the above, and much more than any file has. */
const OUTPUT_BYTES_MAX = 64 * 1024 * 1024;
/** A place stands out when it is so much better than the others: a still picture fits everywhere. */
const PICTURE_CONTRAST = 0.8;
const SOUND_CORRELATION_MIN = 0.3;

type Signal = Float32Array;

async function decoded(path: string, args: readonly string[]): Promise<Buffer> {
  const { stdout } = await execute(
    'ffmpeg',
    ['-nostdin', '-v', 'error', '-i', path, ...args, '-t', String(SECONDS), 'pipe:1'],
    { encoding: 'buffer', maxBuffer: OUTPUT_BYTES_MAX },
  );
  return stdout;
}

/** @returns one normalised picture for each 10 ms from time 0. */
async function picturesOf(path: string): Promise<Signal[]> {
  const filter = `scale=${PICTURE_SIDE}:${PICTURE_SIDE}:flags=area,format=gray,fps=${1_000 / PICTURE_EVERY_MS}:start_time=0`;
  const bytes = await decoded(path, ['-map', '0:v:0', '-vf', filter, '-f', 'rawvideo']);
  const size = PICTURE_SIDE * PICTURE_SIDE;
  return Array.from({ length: Math.floor(bytes.length / size) }, (_, at) =>
    Float32Array.from(bytes.subarray(at * size, (at + 1) * size)),
  );
}

async function soundOf(path: string): Promise<Signal> {
  const filter = `aresample=${SOUND_HZ}:async=1:first_pts=0`;
  const bytes = await decoded(path, [
    ...['-map', '0:a:0', '-af', filter, '-ac', '1', '-f', 'f32le'],
  ]);
  return new Float32Array(
    bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length - (bytes.length % 4)),
  );
}

/** @returns ms by which pictures of `made` come after those of `source`; undefined where nothing moves. */
function pictureLag(source: readonly Signal[], made: readonly Signal[]): number | undefined {
  const steps = LAG_MAX_MS / PICTURE_EVERY_MS;
  const costs: { lag: number; cost: number }[] = [];
  for (let lag = -steps; lag <= steps; lag += 1) {
    let cost = 0;
    let count = 0;
    for (let at = 0; at < made.length; at += 1) {
      const [one, other] = [made[at], source[at - lag]];
      if (one === undefined || other === undefined) continue;
      cost += distance(one, other);
      count += 1;
    }
    if (count > made.length / 2) costs.push({ lag, cost: cost / count });
  }
  const best = costs.toSorted((a, b) => a.cost - b.cost)[0];
  if (best === undefined) return undefined;
  const far = costs.filter(({ lag }) => Math.abs(lag - best.lag) * PICTURE_EVERY_MS >= 120);
  const others = far.reduce((sum, { cost }) => sum + cost, 0) / far.length;
  if (!(best.cost < others * PICTURE_CONTRAST)) return undefined;
  // Frames last 33 ms or so: all lags that fit as well are the same to see, and the middle one is told.
  const same = costs.filter(({ cost }) => cost <= best.cost * 1.02).map(({ lag }) => lag);
  return ((Math.min(...same) + Math.max(...same)) / 2) * PICTURE_EVERY_MS;
}

/** Of normalised pictures: brightness and contrast (tone mapping, ranges) do not count. */
function distance(one: Signal, other: Signal): number {
  return 1 - correlation(one, other, 0);
}

/** @returns ms by which the sound of `made` comes after that of `source`; undefined where nothing is heard. */
function soundLag(source: Signal, made: Signal): number | undefined {
  const steps = (LAG_MAX_MS * SOUND_HZ) / 1_000;
  let best = { lag: 0, value: -1 };
  for (let lag = -steps; lag <= steps; lag += 1) {
    const value = correlation(made, source, lag);
    if (value > best.value) best = { lag, value };
  }
  return best.value < SOUND_CORRELATION_MIN ? undefined : (best.lag * 1_000) / SOUND_HZ;
}

/** @returns Pearson's r of one signal with another that is `lag` steps earlier. */
function correlation(one: Signal, other: Signal, lag: number): number {
  const from = Math.max(0, lag);
  const to = Math.min(one.length, other.length + lag);
  const count = to - from;
  if (count < 16) return 0;
  let [sumA, sumB, squareA, squareB, product] = [0, 0, 0, 0, 0];
  for (let at = from; at < to; at += 1) {
    const a = one[at] ?? 0;
    const b = other[at - lag] ?? 0;
    sumA += a;
    sumB += b;
    squareA += a * a;
    squareB += b * b;
    product += a * b;
  }
  const [varianceA, varianceB] = [squareA - (sumA * sumA) / count, squareB - (sumB * sumB) / count];
  if (varianceA <= 1e-9 || varianceB <= 1e-9) return 0;
  return (product - (sumA * sumB) / count) / Math.sqrt(varianceA * varianceB);
}

/**
 * How far sound and picture of a made file stand apart from how they stood in its source.
 *
 * @returns ms, positive where the sound comes later than it should; a word where it cannot be told.
 * Cost: decodes eight seconds of both twice.
 */
export async function syncOf(
  source: string,
  made: string,
): Promise<number | 'no sound' | 'still picture' | 'silence'> {
  const sounds = await Promise.all([soundOf(source), soundOf(made)]).catch(() => undefined);
  if (sounds === undefined) return 'no sound';
  const [pictures, others] = await Promise.all([picturesOf(source), picturesOf(made)]);
  const seen = pictureLag(pictures, others);
  if (seen === undefined) return 'still picture';
  const heard = soundLag(...sounds);
  return heard === undefined ? 'silence' : heard - seen;
}

/** @returns the first picture of a file that can be decoded, as `likeness` takes it. */
export async function firstPicture(path: string): Promise<Signal> {
  // In steps, as the browser's is shrunk: from 3,000 pixels at once the scaler's rounding is four greys, as much as a dark screen has.
  const shrink = [256, 64, PICTURE_SIDE].map((side) => `scale=${side}:${side}:flags=area`);
  const filter = [...shrink, 'format=gray'].join(',');
  const bytes = await decoded(path, [
    ...['-map', '0:v:0', '-vf', filter, '-frames:v', '1', '-f', 'rawvideo'],
  ]);
  return Float32Array.from(bytes);
}

/** @returns 1 for the same picture, whatever its brightness; 1 also for two plain ones. */
export function likeness(one: Signal, other: Signal): number {
  if (isPlain(one) && isPlain(other)) return 1;
  return correlation(one, other, 0);
}

/** One colour, but for noise. */
function isPlain(picture: Signal): boolean {
  return Math.max(...picture) - Math.min(...picture) <= 12;
}
