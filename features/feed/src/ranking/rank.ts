// From features to a score: a sum of weighted features for every candidate, and for the shortlist what the ranker foretells.
// Pure: a receipt computes the same again from the bytes that were logged.

import {
  FEATURE_COUNT,
  FEATURE_NAMES,
  FEATURE_VALUES,
  HEAD_COUNT,
  HEADS,
  type RankerParameters,
} from '@jhalak/taste';
import { weightsAt, type WeightTable } from './weight-table.ts';

/** Repeats stand below everything unseen, whatever its score; among them the longest ago comes first. */
const REPEAT_FLOOR = -1_000;
/** What is no number sinks below everything, and stays a number that can be ordered. */
const SUNK = -1e9;
const SEEN_AGE = FEATURE_NAMES.indexOf('seenAge');
const HISTORY = FEATURE_NAMES.indexOf('history');

const BYTES = 256;

/** What each byte of each feature is worth by a table, and those features that count at all. */
interface Weighed {
  sums: Float64Array;
  features: readonly number[];
}

/** By table and by the byte of `history`: a few tables, and a byte for each watch that makes a beginner (50 kB each). */
const WEIGHED = new WeakMap<WeightTable, Map<number, Weighed>>();
const FULL = 255;

function weighedBy(table: WeightTable, history: number): Weighed {
  const ofTable = WEIGHED.get(table) ?? new Map<number, Weighed>();
  const known = ofTable.get(history);
  if (known !== undefined) return known;
  const weights = weightsAt(table, FEATURE_VALUES[HISTORY]?.[history] ?? 1);
  const sums = new Float64Array(FEATURE_COUNT * BYTES);
  for (const [feature, name] of FEATURE_NAMES.entries())
    for (const [byte, value] of (FEATURE_VALUES[feature] ?? new Float64Array()).entries())
      sums[feature * BYTES + byte] = weights[name] * value;
  const features = FEATURE_NAMES.flatMap((name, at) => (weights[name] === 0 ? [] : at));
  const weighed = { sums, features };
  WEIGHED.set(table, ofTable.set(history, weighed));
  return weighed;
}

/** Scores rows of features by one table and one version of the ranker. Keep it for a page: it is made in microseconds. */
export class Ranking {
  readonly table: WeightTable;
  readonly ranker: RankerParameters;
  readonly #known: Weighed;
  /** From this byte of `history` on a viewer is no beginner. */
  readonly #knownFrom: number;
  readonly #heads: Float64Array;
  readonly #foretold = new Float64Array(HEAD_COUNT);
  readonly #isTaught: boolean;

  constructor(table: WeightTable, ranker: RankerParameters) {
    this.table = table;
    this.ranker = ranker;
    this.#known = weighedBy(table, FULL);
    this.#knownFrom = Math.ceil(table.beginners.history * FULL);
    // A head counts as far as it may be believed.
    this.#heads = Float64Array.from(HEADS, (head, at) => table.heads[head] * ranker.trust(at));
    this.#isTaught = this.#heads.some((weight) => weight !== 0);
  }

  /** @returns the weighted sum of a row. Cost: some 50 ns. */
  sum(features: Uint8Array, at: number): number {
    const seenAge = features[at + SEEN_AGE] ?? 0;
    if (seenAge > 0) return REPEAT_FLOOR + seenAge / 255;
    const history = features[at + HISTORY] ?? FULL;
    const weighing = history >= this.#knownFrom ? this.#known : weighedBy(this.table, history);
    const { sums, features: weighed } = weighing;
    let sum = 0;
    for (let nth = 0; nth < weighed.length; nth += 1) {
      const feature = weighed[nth] ?? 0;
      sum += sums[feature * BYTES + (features[at + feature] ?? 0)] ?? 0;
    }
    return Number.isFinite(sum) ? sum : SUNK;
  }

  /** @returns the sum and what the ranker foretells. Repeats are ordered by time alone. Cost: some 0.5 µs. */
  score(features: Uint8Array, at: number): number {
    const sum = this.sum(features, at);
    if (!this.#isTaught || (features[at + SEEN_AGE] ?? 0) > 0) return sum;
    this.ranker.predict(features, at, this.#foretold);
    let worth = 0;
    for (let head = 0; head < HEAD_COUNT; head += 1) {
      const weight = this.#heads[head] ?? 0;
      // A head that nobody believes says nothing, whatever it says.
      if (weight !== 0) worth += weight * (this.#foretold[head] ?? 0);
    }
    return Number.isFinite(worth) ? sum + worth : SUNK;
  }
}
