// How long clips are watched, by their length: raw watch time and the share watched are both biased by it, so that what is
// learned is where a watch stands among watches of clips of about the same length.

/** Upper ends, ms: EVIDENCE's buckets, where the share watched falls from .89 to .16. */
const BUCKET_ENDS_MS = [7_000, 15_000, 30_000, 60_000, 120_000];

/** How many groups of lengths there are. */
export const DURATION_BUCKETS = BUCKET_ENDS_MS.length + 1;

/** @returns the group of a clip's length, 0 to DURATION_BUCKETS - 1. */
export function durationBucket(durationMs: number): number {
  let bucket = 0;
  while (bucket < BUCKET_ENDS_MS.length && durationMs >= (BUCKET_ENDS_MS[bucket] ?? 0)) bucket += 1;
  return bucket;
}

/** Steps of the logarithm of watch time: 8 for each doubling, from an eighth of a second to some 18 minutes. */
const BINS = 104;
const BINS_A_DOUBLING = 8;
const FIRST_MS = 125;
/** A bucket with more counted watches than this forgets half of them: habits change. */
const COUNTED_MAX = 50_000;
/** Before a bucket has this many, its answer leans to the middle. */
const PRIOR = 20;

/** Counts watch times by length of the clip. Deterministic; no allocation. */
export class WatchQuantiles {
  readonly #counts = new Float64Array(DURATION_BUCKETS * BINS);
  readonly #sums = new Float64Array(DURATION_BUCKETS);

  /** @returns which part of the watches counted so far was shorter, 0 to 1; half of equal ones. Cost: a scan of 104 numbers. */
  quantile(durationMs: number, watchMs: number): number {
    const bucket = durationBucket(durationMs);
    const at = bucket * BINS;
    const own = binOf(watchMs);
    let below = 0;
    for (let bin = 0; bin < own; bin += 1) below += this.#counts[at + bin] ?? 0;
    below += (this.#counts[at + own] ?? 0) / 2;
    return (below + PRIOR / 2) / ((this.#sums[bucket] ?? 0) + PRIOR);
  }

  /** Counts one finished watch. @param part above 0, what it counts for. */
  add(durationMs: number, watchMs: number, part = 1): void {
    const bucket = durationBucket(durationMs);
    const place = bucket * BINS + binOf(watchMs);
    this.#counts[place] = (this.#counts[place] ?? 0) + part;
    const sum = (this.#sums[bucket] ?? 0) + part;
    this.#sums[bucket] = sum;
    if (sum > COUNTED_MAX) this.#halve(bucket);
  }

  #halve(bucket: number): void {
    for (let bin = bucket * BINS; bin < (bucket + 1) * BINS; bin += 1)
      this.#counts[bin] = (this.#counts[bin] ?? 0) / 2;
    this.#sums[bucket] = (this.#sums[bucket] ?? 0) / 2;
  }

  dump(): QuantileDump {
    return { counts: this.#counts.slice(), sums: this.#sums.slice() };
  }

  restore({ counts, sums }: QuantileDump): void {
    this.#counts.set(counts);
    this.#sums.set(sums);
  }
}

/** Sums too: added up again they would differ in their last digits. */
export interface QuantileDump {
  counts: Float64Array;
  sums: Float64Array;
}

function binOf(watchMs: number): number {
  const bin = Math.floor(Math.log2(Math.max(1, watchMs) / FIRST_MS) * BINS_A_DOUBLING);
  return Math.max(0, Math.min(BINS - 1, bin));
}
