// What the ranker is compared with: the plain rate, weights alone, and a hidden layer; all learn online by Adagrad from the
// same bytes.

import { seededRandom } from '@jhalak/kernel';

/** Something that foretells and then learns. */
export interface Peer {
  name: string;
  /** @param out one probability a head, overwritten. */
  predict(features: Uint8Array, out: Float64Array): void;
  /** @param labels one a head, 0 to 1; below 0: untold. */
  learn(
    features: Uint8Array,
    labels: Float64Array,
    watch: { durationMs: number; watchMs: number },
  ): void;
}

const FIRST_SQUARE = 0.1;

class Weights {
  readonly values: Float64Array;
  readonly #squares: Float64Array;
  readonly #rate: number;

  constructor(count: number, rate: number, first: () => number) {
    this.values = new Float64Array(count).map(first);
    this.#squares = new Float64Array(count).fill(FIRST_SQUARE);
    this.#rate = rate;
  }

  step(place: number, slope: number): void {
    const square = (this.#squares[place] ?? 0) + slope * slope;
    this.#squares[place] = square;
    this.values[place] = (this.values[place] ?? 0) - (this.#rate * slope) / Math.sqrt(square);
  }
}

const squash = (sum: number): number => 1 / (1 + Math.exp(-sum));

/** What always says how often it was so. */
export function plainRate(heads: number): Peer {
  const came = new Float64Array(heads).fill(1);
  const told = new Float64Array(heads).fill(2);
  return {
    name: 'plain rate',
    predict: (_features, out) => out.set(came.map((sum, head) => sum / (told[head] ?? 1))),
    learn(_features, labels) {
      for (const [head, label] of labels.entries()) {
        if (label < 0) continue;
        came[head] = (came[head] ?? 0) + label;
        told[head] = (told[head] ?? 0) + 1;
      }
    },
  };
}

/** A hidden layer of `hidden` units that all heads share, with the features themselves beside it; 0: weights alone. */
export function hiddenLayer(count: number, heads: number, hidden: number, rate: number): Peer {
  const random = seededRandom(1);
  const width = hidden + count + 1;
  const spread = (): number => (random.next() * 2 - 1) * Math.sqrt(3 / count);
  const first = new Weights(hidden * (count + 1), rate, spread);
  const second = new Weights(heads * width, rate, () => (random.next() * 2 - 1) * 0.05);
  const inputs = new Float64Array(width).fill(1);
  const foretold = new Float64Array(heads);
  const back = new Float64Array(hidden);
  const forward = (features: Uint8Array, out: Float64Array): void => {
    for (let at = 0; at < count; at += 1) inputs[hidden + at] = (features[at] ?? 0) / 255;
    for (let unit = 0; unit < hidden; unit += 1) {
      let sum = first.values[unit * (count + 1) + count] ?? 0;
      for (let at = 0; at < count; at += 1)
        sum += (first.values[unit * (count + 1) + at] ?? 0) * (inputs[hidden + at] ?? 0);
      inputs[unit] = sum > 0 ? sum : sum / 100;
    }
    for (let head = 0; head < heads; head += 1) {
      let sum = 0;
      for (let at = 0; at < width; at += 1)
        sum += (second.values[head * width + at] ?? 0) * (inputs[at] ?? 0);
      out[head] = squash(sum);
    }
  };
  return {
    name: hidden === 0 ? `weights alone, rate ${rate}` : `hidden layer of ${hidden}, rate ${rate}`,
    predict: forward,
    learn(features, labels) {
      forward(features, foretold);
      back.fill(0);
      for (let head = 0; head < heads; head += 1) {
        const label = labels[head] ?? -1;
        if (label < 0) continue;
        const slope = (foretold[head] ?? 0) - label;
        for (let unit = 0; unit < hidden; unit += 1)
          back[unit] = (back[unit] ?? 0) + slope * (second.values[head * width + unit] ?? 0);
        for (let at = 0; at < width; at += 1)
          second.step(head * width + at, slope * (inputs[at] ?? 0));
      }
      for (let unit = 0; unit < hidden; unit += 1) {
        const slope = (back[unit] ?? 0) * ((inputs[unit] ?? 0) > 0 ? 1 : 0.01);
        for (let at = 0; at < count; at += 1)
          first.step(unit * (count + 1) + at, slope * (inputs[hidden + at] ?? 0));
        first.step(unit * (count + 1) + count, slope);
      }
    },
  };
}

/** Means of watch quantiles by key, drawn to the middle while little is known. */
export class Means {
  readonly #sums = new Map<string, number>();
  readonly #counts = new Map<string, number>();

  add(key: string, value: number): void {
    this.#sums.set(key, (this.#sums.get(key) ?? 0) + value);
    this.#counts.set(key, this.count(key) + 1);
  }

  count(key: string): number {
    return this.#counts.get(key) ?? 0;
  }

  of(key: string): number {
    return ((this.#sums.get(key) ?? 0) + 1.5) / (this.count(key) + 3);
  }
}
