// Whether what was foretold came true: of showings foretold about alike, how many did it. Counted before learning from each,
// so that it is an honest test.

import { HEAD_COUNT } from './heads.ts';

const DECILES = 10;
/** Showings of a head after which older ones count half: it tells of the present. */
const COUNTED_MAX = 20_000;

/** Of one head. */
export interface Reliability {
  /** Ten groups by what was foretold, lowest first: how many showings (decayed), foretold and true rate. */
  deciles: readonly { count: number; foretold: number; came: number }[];
  /** Expected calibration error: mean distance of the two, weighed by how many. */
  error: number;
  count: number;
}

export interface CalibrationDump {
  counts: Float64Array;
  foretold: Float64Array;
  came: Float64Array;
  sums: Float64Array;
}

/**
 * Groups by tenths of a head's own range as seen so far: rare things are foretold between 0 and a few per cent, and evenly
 * spread groups would put all of them into one.
 */
export class Calibration {
  readonly #counts = new Float64Array(HEAD_COUNT * BINS);
  readonly #foretold = new Float64Array(HEAD_COUNT * BINS);
  readonly #came = new Float64Array(HEAD_COUNT * BINS);
  readonly #sums = new Float64Array(HEAD_COUNT);

  /** @param part above 0, what the showing counts for. @returns the bin that it is counted in, below 255. */
  note(head: number, foretold: number, label: number, part: number): number {
    const bin = binOf(foretold);
    const place = head * BINS + bin;
    this.#counts[place] = (this.#counts[place] ?? 0) + part;
    this.#foretold[place] = (this.#foretold[place] ?? 0) + part * foretold;
    this.#came[place] = (this.#came[place] ?? 0) + part * label;
    const sum = (this.#sums[head] ?? 0) + part;
    this.#sums[head] = sum;
    if (sum > COUNTED_MAX) this.#halve(head);
    return bin;
  }

  /** What was counted in a bin came to something else. @param more of the label, times what the showing counts for. */
  correct(head: number, bin: number, more: number): void {
    const place = head * BINS + bin;
    // Older showings may count half by now.
    const most = this.#counts[place] ?? 0;
    this.#came[place] = Math.max(0, Math.min(most, (this.#came[place] ?? 0) + more));
  }

  #halve(head: number): void {
    for (const column of [this.#counts, this.#foretold, this.#came])
      for (let place = head * BINS; place < (head + 1) * BINS; place += 1)
        column[place] = (column[place] ?? 0) / 2;
    this.#sums[head] = (this.#sums[head] ?? 0) / 2;
  }

  /** @returns a head's reliability. Cost: microseconds. */
  of(head: number): Reliability {
    const from = head * BINS;
    const total = this.#sums[head] ?? 0;
    const deciles: { count: number; foretold: number; came: number }[] = [];
    let group = { count: 0, foretold: 0, came: 0 };
    let error = 0;
    const close = (): void => {
      const { count, foretold, came } = group;
      if (count === 0) return;
      deciles.push({ count, foretold: foretold / count, came: came / count });
      error += Math.abs(foretold - came) / total;
      group = { count: 0, foretold: 0, came: 0 };
    };
    for (let bin = 0; bin < BINS; bin += 1) {
      group.count += this.#counts[from + bin] ?? 0;
      group.foretold += this.#foretold[from + bin] ?? 0;
      group.came += this.#came[from + bin] ?? 0;
      if (group.count >= total / DECILES) close();
    }
    close();
    return { deciles, error, count: total };
  }

  dump(): CalibrationDump {
    return {
      counts: this.#counts.slice(),
      foretold: this.#foretold.slice(),
      came: this.#came.slice(),
      sums: this.#sums.slice(),
    };
  }

  restore(dump: CalibrationDump): void {
    this.#counts.set(dump.counts);
    this.#foretold.set(dump.foretold);
    this.#came.set(dump.came);
    this.#sums.set(dump.sums);
  }
}

/** Bins of the logarithm of the odds: from 1 in 20,000 to its opposite. */
const BINS = 80;
const ODDS_SPAN = 10;

/** @returns what was foretold of whatever is counted in a bin, to a fifth of a unit of log odds. */
export function foretoldIn(bin: number): number {
  return 1 / (1 + Math.exp(ODDS_SPAN - ((bin + 0.5) * 2 * ODDS_SPAN) / BINS));
}

function binOf(foretold: number): number {
  const odds = Math.log(foretold / (1 - foretold));
  const place = ((odds + ODDS_SPAN) / (2 * ODDS_SPAN)) * BINS;
  return Math.max(0, Math.min(BINS - 1, Math.floor(Number.isFinite(place) ? place : 0)));
}
