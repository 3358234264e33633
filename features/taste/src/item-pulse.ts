// How a clip does: how often it is watched over months, how much of that is of today, and how often a showing is watched
// to the full. Three decayed counts a clip; ratios of them are what retrieval multiplies co-visitation by (EVIDENCE.md and
// docs/measurements/replay.md: today's share and the rate of full watches are worth as much as a second model).
//
// Counts decay forward, as in item-table.ts: each new one is worth 2^(t / half-life).

import { DAY_MS, HOUR_MS } from '@jhalak/kernel';

/** What goes together changes slowly. */
const LONG_HALF_LIFE_MS = 30 * DAY_MS;
/** What is watched today. */
const RECENT_HALF_LIFE_MS = 12 * HOUR_MS;
/** Worths may grow to 2^60 before everything is scaled down: pairs are kept in single precision (to 2^127). */
const EXPONENT_MAX = 60;
/** A clip that nobody watched lately is expected to have been watched once; one that was never watched, twenty times. */
const RECENT_PRIOR = 1;
const WATCHES_PRIOR = 20;
/** Showings at the average rate that a clip begins with: one full watch says little. */
const SHOWN_PRIOR = 10;
/** Before anything is known, this part of the showings is watched to the full (EVIDENCE: long-view .28 to .47). */
const FULL_RATE_AT_FIRST = 0.35;
const GROW = 1_024;

export class ItemPulse {
  #longEpochMs = 0;
  #recentEpochMs = 0;
  #watches = new Float64Array(GROW);
  #recent = new Float64Array(GROW);
  #full = new Float64Array(GROW);
  #shown = new Float64Array(GROW);
  #fullAll = 0;
  #shownAll = 0;
  /** What counts of the moment that was last asked about are worth. */
  #worthAtMs = Number.NaN;
  #worth = 1;
  #recently = 1;

  /** @returns what one long-lived count at `atMs` is worth: of watches, pairs, showings. Call `rescaleFor` first. */
  worth(atMs: number): number {
    if (atMs !== this.#worthAtMs) this.#weigh(atMs);
    return this.#worth;
  }

  // A page asks some hundred times about one moment, and a power costs as much as ten multiplications.
  #weigh(atMs: number): void {
    this.#worthAtMs = atMs;
    this.#worth = 2 ** ((atMs - this.#longEpochMs) / LONG_HALF_LIFE_MS);
    this.#recently = 2 ** ((atMs - this.#recentEpochMs) / RECENT_HALF_LIFE_MS);
  }

  /**
   * Moves the epochs when counts grow too large; to be called before anything is added.
   *
   * @returns the factor by which everything else that holds `worth`s must be multiplied (1 mostly).
   */
  rescaleFor(atMs: number): number {
    if (this.#longEpochMs === 0) {
      this.#longEpochMs = atMs;
      this.#recentEpochMs = atMs;
      this.#worthAtMs = Number.NaN;
    }
    if ((atMs - this.#recentEpochMs) / RECENT_HALF_LIFE_MS >= EXPONENT_MAX) {
      scale(this.#recent, 1 / this.#recentWorth(atMs));
      this.#recentEpochMs = atMs;
      this.#worthAtMs = Number.NaN;
    }
    if ((atMs - this.#longEpochMs) / LONG_HALF_LIFE_MS < EXPONENT_MAX) return 1;
    const factor = 1 / this.worth(atMs);
    this.#longEpochMs = atMs;
    this.#worthAtMs = Number.NaN;
    for (const counts of [this.#watches, this.#full, this.#shown]) scale(counts, factor);
    this.#fullAll *= factor;
    this.#shownAll *= factor;
    return factor;
  }

  #recentWorth(atMs: number): number {
    if (atMs !== this.#worthAtMs) this.#weigh(atMs);
    return this.#recently;
  }

  /** One more showing. @param part as of a watch: who says little for a clip must not say much against it either. */
  addShown(item: number, atMs: number, part: number): void {
    this.#reserve(item);
    const worth = part * this.worth(atMs);
    this.#shown[item] = (this.#shown[item] ?? 0) + worth;
    this.#shownAll += worth;
  }

  /** @param part 0 to 1, what the watch counts for as a sign of today: less from accounts without a history. */
  addWatch(item: number, atMs: number, part: number): void {
    this.#reserve(item);
    this.#watches[item] = (this.#watches[item] ?? 0) + part * this.worth(atMs);
    this.#recent[item] = (this.#recent[item] ?? 0) + part * this.#recentWorth(atMs);
  }

  /** A showing that was watched to the full; `part` as above. */
  addFull(item: number, atMs: number, part: number): void {
    this.#reserve(item);
    const amount = part * this.worth(atMs);
    this.#full[item] = (this.#full[item] ?? 0) + amount;
    this.#fullAll += amount;
  }

  /** @returns the decayed number of watches, in `worth`s. */
  watches(item: number): number {
    return this.#watches[item] ?? 0;
  }

  /** @returns above 0: the share of its watches that are of today. 1 would be all of very many. */
  trend(item: number, nowMs: number): number {
    const recent = (this.#recent[item] ?? 0) / this.#recentWorth(nowMs);
    return (recent + RECENT_PRIOR) / (this.watches(item) / this.worth(nowMs) + WATCHES_PRIOR);
  }

  /** @returns above 0: how often its showings are watched to the full, as part of how often all clips' are. */
  quality(item: number, nowMs: number): number {
    const prior = SHOWN_PRIOR * this.worth(nowMs);
    const rate =
      (this.#fullAll + FULL_RATE_AT_FIRST * prior) / Math.max(this.#shownAll + prior, prior);
    const shown = Math.max(this.#shown[item] ?? 0, this.#full[item] ?? 0);
    return ((this.#full[item] ?? 0) + prior * rate) / ((shown + prior) * rate);
  }

  #reserve(item: number): void {
    if (item < this.#watches.length) return;
    const length = Math.max(item + 1, this.#watches.length * 2);
    this.#watches = enlarged(this.#watches, length);
    this.#recent = enlarged(this.#recent, length);
    this.#full = enlarged(this.#full, length);
    this.#shown = enlarged(this.#shown, length);
  }

  /** @param count of the items there are. @returns everything, valid until something is learned. */
  dump(count: number): PulseDump {
    this.#reserve(count);
    return {
      epochs: [this.#longEpochMs, this.#recentEpochMs],
      all: [this.#fullAll, this.#shownAll],
      watches: this.#watches.subarray(0, count),
      recent: this.#recent.subarray(0, count),
      full: this.#full.subarray(0, count),
      shown: this.#shown.subarray(0, count),
    };
  }

  static from(dump: PulseDump): ItemPulse {
    const pulse = new ItemPulse();
    pulse.#reserve(dump.watches.length);
    [pulse.#longEpochMs, pulse.#recentEpochMs] = dump.epochs;
    [pulse.#fullAll, pulse.#shownAll] = dump.all;
    pulse.#watches.set(dump.watches);
    pulse.#recent.set(dump.recent);
    pulse.#full.set(dump.full);
    pulse.#shown.set(dump.shown);
    return pulse;
  }
}

export interface PulseDump {
  epochs: [number, number];
  all: [number, number];
  watches: Float64Array;
  recent: Float64Array;
  full: Float64Array;
  shown: Float64Array;
}

function scale(counts: Float64Array, factor: number): void {
  for (let item = 0; item < counts.length; item += 1) counts[item] = (counts[item] ?? 0) * factor;
}

function enlarged(counts: Float64Array, length: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(length);
  larger.set(counts);
  return larger;
}
