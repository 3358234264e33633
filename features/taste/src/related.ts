// Scores clips for a history: co-visitation with the viewer's last watched ones, times how a clip does today and how often
// it is watched to the full, and the sequence model's word on the best of them. How much each is worth was tuned on
// KuaiRand's 25 to 30 April (docs/measurements/replay.md). One scratch array for all calls: no allocation in the loop, and all
// that is added up of a clip stands in one line of the processor's cache.

import { BestItems } from './best-items.ts';
import type { CoVisitation } from './co-visitation.ts';
import type { ItemPulse } from './item-pulse.ts';
import type { ItemTable } from './item-table.ts';
import type { SequenceModel } from './sequence/sequence-model.ts';
import type { ViewerTaste } from './viewer-taste.ts';

/** Clips related to a history, best first; one place in every list is one clip. */
export interface Related {
  count: number;
  items: readonly number[];
  /** 0 to 1, 1 for the best; linear in the logarithm of what the clip is worth beside it. */
  scores: readonly number[];
  /** Which watched clip contributed most, as item index. */
  because: readonly number[];
  /** Co-visitation alone, on the same scale. */
  coVisit: readonly number[];
  /** What the sequence model says, -1 to 1; 0: nothing is known. */
  sequence: readonly number[];
  /** How much of its watches are of today, -1 to 1; 0: as of a clip that nobody knows. */
  trend: readonly number[];
}

/** What retrieval is made of. */
export interface RelatedModel {
  items: ItemTable;
  pairs: CoVisitation;
  pulse: ItemPulse;
  sequence: SequenceModel;
}

/** History that counts, newest first; fifty found no more and cost a quarter more. */
const HISTORY = 30;
/** Each step back counts this part of the one after it. */
const STEP = Math.exp(-0.08);
/** What a watch that was broken off at once counts, of a full one. */
const LEVEL_FLOOR = 0.4;
/** Watches that a pair must outweigh: rare clips do not look alike by one chance meeting. */
const DAMPING = 1;
/** How much a clip's trend, its quality and the sequence model count beside co-visitation; 0: not at all. */
export interface RetrievalPowers {
  trend: number;
  quality: number;
  sequence: number;
}
/** Tuned on KuaiRand's 25 to 30 April; the lab takes others to measure what each is worth. */
export const RETRIEVAL_POWERS: RetrievalPowers = {
  trend: 0.4,
  quality: 0.5,
  sequence: 0.2,
};
const RELATED_MAX = 200;
/** Scores this many e-folds below the best are 0. */
const DEPTH = 6;
/** A clip's factor is computed again after this: trend moves over hours. */
const FACTOR_AGE_MS = 1_000;
/** A trend of a clip that nobody knows: see item-pulse.ts. */
const UNKNOWN_TREND = 1 / 20;

/** Numbers a clip in the scratch array, and what they are. */
const WIDTH = 4;
/** The sum of what its pairs say. */
const SCORE = 0;
/** The strongest of them, and the watched clip that it is with. */
const STRONGEST = 1;
const BECAUSE = 2;
/** What its pairs are multiplied by; 0: to be computed. */
const FACTOR = 3;

export class RelatedScores {
  #clips = new Float64Array(1_024 * WIDTH);
  #touched = new Int32Array(1_024);
  #factorsAtMs = -Infinity;
  readonly #best = new BestItems(RELATED_MAX);
  /** Of those kept, by place. */
  readonly #column = {
    value: new Float64Array(RELATED_MAX),
    sequences: new Float64Array(RELATED_MAX),
    pairs: new Float64Array(RELATED_MAX),
  };
  #powers = RETRIEVAL_POWERS;

  of(
    model: RelatedModel,
    viewer: ViewerTaste,
    nowMs: number,
    powers: RetrievalPowers = RETRIEVAL_POWERS,
  ): Related {
    this.#reserve(model.items.count);
    this.#forget(nowMs, powers);
    const from = Math.max(0, viewer.recent.length - HISTORY);
    const history: number[] = [];
    let touched = 0;
    let part = STEP ** (viewer.recent.length - 1 - from);
    for (let at = from; at < viewer.recent.length; at += 1) {
      const watched = viewer.recent[at];
      const item = watched === undefined ? undefined : model.items.indexOf(watched.video);
      if (watched !== undefined && item !== undefined) {
        const strength = part * (LEVEL_FLOOR + (1 - LEVEL_FLOOR) * watched.level);
        touched = this.#spread(model, item, strength, nowMs, touched);
        history.push(item);
      }
      part /= STEP;
    }
    this.#choose(model, touched, nowMs);
    const related = this.#told(model, history, nowMs);
    for (let place = 0; place < touched; place += 1)
      this.#clips[(this.#touched[place] ?? 0) * WIDTH + SCORE] = 0;
    return related;
  }

  // Adds one watched clip's neighbours.
  #spread(
    { pairs, pulse }: RelatedModel,
    from: number,
    strength: number,
    nowMs: number,
    already: number,
  ): number {
    const row = pairs.row(from);
    if (row === undefined) return already;
    const part = strength / Math.sqrt(pulse.watches(from) + DAMPING * pulse.worth(nowMs));
    const { items, weights, count } = row;
    // Fields are read once: this loop runs some thousand times a page.
    const clips = this.#clips;
    const touchedItems = this.#touched;
    let touched = already;
    for (let place = 0; place < count; place += 1) {
      const other = items[place] ?? 0;
      const at = other * WIDTH;
      const score = part * (weights[place] ?? 0);
      const before = clips[at] ?? 0;
      if (before === 0) {
        touchedItems[touched] = other;
        touched += 1;
        clips[at + STRONGEST] = 0;
      }
      clips[at] = before + score;
      if (score > (clips[at + STRONGEST] ?? 0)) {
        clips[at + STRONGEST] = score;
        clips[at + BECAUSE] = from;
      }
    }
    return touched;
  }

  // Keeps the RELATED_MAX best by co-visitation and the clip's own factor.
  #choose(model: RelatedModel, touched: number, nowMs: number): void {
    const best = this.#best;
    const clips = this.#clips;
    const touchedItems = this.#touched;
    best.clear();
    for (let place = 0; place < touched; place += 1) {
      const item = touchedItems[place] ?? 0;
      const at = item * WIDTH;
      const value = (clips[at] ?? 0) * (clips[at + FACTOR] || this.#factorOf(model, item, nowMs));
      // Most are below the worst of those kept.
      if (best.count < RELATED_MAX || value >= (best.values[0] ?? 0)) best.offer(item, value);
    }
  }

  #told(model: RelatedModel, history: number[], nowMs: number): Related {
    const knows = model.sequence.read(history);
    const { count, items, values } = this.#best;
    const { value, sequences, pairs } = this.#column;
    const order: number[] = [];
    let mostPairs = -Infinity;
    for (let place = 0; place < count; place += 1) {
      const item = items[place] ?? 0;
      const sequence = knows ? model.sequence.score(item) : 0;
      const ofPairs = Math.log(this.#pairScore(model, item, nowMs));
      if (ofPairs > mostPairs) mostPairs = ofPairs;
      value[place] = Math.log(values[place] ?? 0) + this.#powers.sequence * sequence;
      sequences[place] = sequence;
      pairs[place] = ofPairs;
      order.push(place);
    }
    order.sort((a, b) => (value[b] ?? 0) - (value[a] ?? 0) || (items[a] ?? 0) - (items[b] ?? 0));
    const most = value[order[0] ?? 0] ?? 0;
    const related: Mutable = emptyRelated(count);
    for (const place of order) {
      const item = items[place] ?? 0;
      related.items.push(item);
      related.scores.push(depth((value[place] ?? 0) - most));
      related.because.push(this.#clips[item * WIDTH + BECAUSE] ?? 0);
      related.coVisit.push(depth((pairs[place] ?? 0) - mostPairs));
      related.sequence.push(Math.tanh((sequences[place] ?? 0) / 3));
      const trend = model.pulse.trend(item, nowMs) / UNKNOWN_TREND;
      related.trend.push(Math.tanh(Math.log(trend) / 2));
    }
    return related;
  }

  #pairScore({ pulse }: RelatedModel, item: number, nowMs: number): number {
    const watches = pulse.watches(item) + DAMPING * pulse.worth(nowMs);
    return (this.#clips[item * WIDTH + SCORE] ?? 0) / Math.sqrt(watches);
  }

  #factorOf({ pulse }: RelatedModel, item: number, nowMs: number): number {
    const watches = pulse.watches(item) + DAMPING * pulse.worth(nowMs);
    const factor =
      (pulse.trend(item, nowMs) ** this.#powers.trend *
        pulse.quality(item, nowMs) ** this.#powers.quality) /
      Math.sqrt(watches);
    this.#clips[item * WIDTH + FACTOR] = factor;
    return factor;
  }

  #forget(nowMs: number, powers: RetrievalPowers): void {
    const age = nowMs - this.#factorsAtMs;
    if (age >= 0 && age < FACTOR_AGE_MS && powers === this.#powers) return;
    this.#powers = powers;
    for (let at = FACTOR; at < this.#clips.length; at += WIDTH) this.#clips[at] = 0;
    this.#factorsAtMs = nowMs;
  }

  #reserve(count: number): void {
    if (count <= this.#touched.length) return;
    const room = Math.max(count, this.#touched.length * 2);
    this.#clips = new Float64Array(room * WIDTH);
    this.#touched = new Int32Array(room);
  }
}

type Mutable = { [Key in keyof Related]: Key extends 'count' ? number : number[] };

function emptyRelated(count: number): Mutable {
  return { count, items: [], scores: [], because: [], coVisit: [], sequence: [], trend: [] };
}

/** @returns 1 at the best, a little above 0 at DEPTH below it and beyond. */
function depth(below: number): number {
  return Math.max(0.01, 1 + below / DEPTH);
}
