// Scores clips by co-visitation with a viewer's last watched ones. One scratch array for all calls: no allocation in the
// loop.

import type { CoVisitation } from './co-visitation.ts';
import type { ItemTable } from './item-table.ts';
import type { ViewerTaste } from './viewer-taste.ts';

/** Clips related to a history, best first. */
export interface Related {
  count: number;
  items: readonly number[];
  /** Same order; above 0. */
  scores: readonly number[];
  /** Which watched clip contributed most, as item index. */
  because: readonly number[];
}

/** History that counts: the last ten watched clips. */
const HISTORY = 10;
/** Each step back counts this part of the one after it. */
const STEP = 0.85;
/** Watches that a pair must outweigh: rare clips do not look alike by one chance meeting. */
const DAMPING = 3;
const RELATED_MAX = 200;

export class RelatedScores {
  #scores = new Float64Array(1_024);
  #because = new Int32Array(1_024);
  #strongest = new Float64Array(1_024);

  of(items: ItemTable, pairs: CoVisitation, viewer: ViewerTaste, nowMs: number): Related {
    this.#reserve(items.count);
    const touched: number[] = [];
    const damping = DAMPING * items.worth(nowMs);
    let part = 1;
    for (
      let back = viewer.recent.length - 1;
      back >= Math.max(0, viewer.recent.length - HISTORY);
      back -= 1
    ) {
      const watched = viewer.recent[back];
      const from = watched === undefined ? undefined : items.indexOf(watched.video);
      if (watched === undefined || from === undefined) continue;
      const strength = part * (0.3 + 0.7 * watched.level);
      part *= STEP;
      const fromWatches = items.watches(from) + damping;
      pairs.forEachNeighbour(from, (other, weight) => {
        const score =
          (strength * weight) / Math.sqrt(fromWatches * (items.watches(other) + damping));
        const before = this.#scores[other] ?? 0;
        if (before === 0) {
          touched.push(other);
          this.#strongest[other] = 0;
        }
        this.#scores[other] = before + score;
        if (score > (this.#strongest[other] ?? 0)) {
          this.#strongest[other] = score;
          this.#because[other] = from;
        }
      });
    }
    return this.#collect(touched);
  }

  #collect(touched: number[]): Related {
    const best = touched
      .toSorted((a, b) => (this.#scores[b] ?? 0) - (this.#scores[a] ?? 0) || a - b)
      .slice(0, RELATED_MAX);
    const related = {
      count: best.length,
      items: best,
      scores: best.map((item) => this.#scores[item] ?? 0),
      because: best.map((item) => this.#because[item] ?? 0),
    };
    for (const item of touched) this.#scores[item] = 0;
    return related;
  }

  #reserve(count: number): void {
    if (count <= this.#scores.length) return;
    const room = Math.max(count, this.#scores.length * 2);
    this.#scores = new Float64Array(room);
    this.#because = new Int32Array(room);
    this.#strongest = new Float64Array(room);
  }
}
