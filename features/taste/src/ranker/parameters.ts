// What the ranker knows at one moment: additive, a bent line a feature and head. Frozen once it is made; its number is the
// journal window that it was learned up to.
//
// A bent line of nine points a feature was better than weights alone and than a hidden layer of 8 to 32 in everything that
// was measured (docs/measurements/learner.md), it cannot get stuck, and every part of a score has a name.

import { assert } from '@jhalak/kernel';
import { FEATURE_COUNT, FEATURE_LIST } from './feature-list.ts';
import { HEAD_COUNT } from './heads.ts';

/** Points of a feature's line; bytes between two are mixed. */
export const KNOTS = 9;
/** By feature and knot all heads side by side, then the heads' own constants. */
export const WEIGHT_COUNT = (FEATURE_COUNT * KNOTS + 1) * HEAD_COUNT;
/** Where the constants begin. */
export const BIAS_AT = FEATURE_COUNT * KNOTS * HEAD_COUNT;
/** Places from one feature's first knot to the next one's. */
const FEATURE_STRIDE = KNOTS * HEAD_COUNT;

/** By byte: where its lower knot stands, and how far it is from there to the next. */
export const KNOT_AT = Int32Array.from(
  { length: 256 },
  (_unused, byte) => knotOf(byte) * HEAD_COUNT,
);
export const KNOT_PART = Float64Array.from(
  { length: 256 },
  (_unused, byte) => (byte / 255) * (KNOTS - 1) - knotOf(byte),
);

function knotOf(byte: number): number {
  return Math.min(KNOTS - 2, Math.floor((byte / 255) * (KNOTS - 1)));
}

/**
 * Adds up what the features say.
 *
 * @param weights WEIGHT_COUNT numbers.
 * @param at where the row of features begins.
 * @param sums HEAD_COUNT numbers, overwritten.
 * Cost: some 0.3 µs.
 */
export function sumUp(
  weights: Float32Array | Float64Array,
  features: Uint8Array,
  at: number,
  sums: Float64Array,
): void {
  for (let head = 0; head < HEAD_COUNT; head += 1) sums[head] = weights[BIAS_AT + head] ?? 0;
  for (let feature = 0; feature < FEATURE_COUNT; feature += 1) {
    const byte = features[at + feature] ?? 0;
    const low = feature * FEATURE_STRIDE + (KNOT_AT[byte] ?? 0);
    const high = low + HEAD_COUNT;
    const part = KNOT_PART[byte] ?? 0;
    for (let head = 0; head < HEAD_COUNT; head += 1) {
      const from = weights[low + head] ?? 0;
      sums[head] = (sums[head] ?? 0) + from + ((weights[high + head] ?? 0) - from) * part;
    }
  }
}

/** @returns the probability that a sum stands for. */
export function squash(sum: number): number {
  return 1 / (1 + Math.exp(-sum));
}

/** One version: nothing in it ever changes. */
export class RankerParameters {
  readonly version: number;
  readonly #weights: Float32Array;
  readonly #trust: Float64Array;

  /** @param weights copied. @param trust a head's, 0 to 1. */
  constructor(version: number, weights: ArrayLike<number>, trust: ArrayLike<number>) {
    assert(weights.length === WEIGHT_COUNT, 'parameters fit the features');
    this.version = version;
    this.#weights = Float32Array.from(weights);
    this.#trust = Float64Array.from(trust);
  }

  /** @returns how far a head may be believed: 0 while it has seen nothing, near 1 after some thousand outcomes. */
  trust(head: number): number {
    return this.#trust[head] ?? 0;
  }

  /** Foretells a showing. @param out HEAD_COUNT probabilities, overwritten; what is no number stays no number. */
  predict(features: Uint8Array, at: number, out: Float64Array): void {
    sumUp(this.#weights, features, at, out);
    for (let head = 0; head < HEAD_COUNT; head += 1) out[head] = squash(out[head] ?? 0);
  }

  /** @returns everything as bytes: what a receipt's page was ranked by. */
  toBytes(): Buffer {
    const header = Buffer.alloc(HEADER_BYTES);
    header[0] = FEATURE_LIST;
    header.writeUIntBE(this.version, 1, 6);
    return Buffer.concat([header, bytesOf(this.#trust), bytesOf(this.#weights)]);
  }

  /** @returns the parameters; undefined when they were made for other features. */
  static from(bytes: Uint8Array): RankerParameters | undefined {
    const whole = Buffer.from(bytes);
    const trustEnd = HEADER_BYTES + HEAD_COUNT * 8;
    if (whole.length !== trustEnd + WEIGHT_COUNT * 4 || whole[0] !== FEATURE_LIST) return undefined;
    // Copies: the arrays need memory that is aligned to their numbers.
    const trust = new Float64Array(Uint8Array.from(whole.subarray(HEADER_BYTES, trustEnd)).buffer);
    const weights = new Float32Array(Uint8Array.from(whole.subarray(trustEnd)).buffer);
    return new RankerParameters(whole.readUIntBE(1, 6), weights, trust);
  }

  /** @returns the weights and trusts, to go on from; copies. */
  dump(): ParametersDump {
    const { version } = this;
    return { version, weights: this.#weights.slice(), trust: this.#trust.slice() };
  }
}

export interface ParametersDump {
  version: number;
  weights: Float32Array;
  trust: Float64Array;
}

const HEADER_BYTES = 7;

function bytesOf(numbers: Float32Array | Float64Array): Uint8Array {
  return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
}
