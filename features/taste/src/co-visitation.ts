// Item-to-item co-visitation: how often two clips were watched by the same person close together. Incremental, decayed
// (weights are worths of the item pulse), bounded to the strongest neighbours of each clip.
// EVIDENCE.md: item-kNN on all watches was the best single model on the KuaiRand log.
//
// A full row must not be eaten by its newest pairs, nor keep newcomers out: a pair that finds no room is counted in a
// sketch, and comes in with its whole count once it outweighs the weakest of the row. (Taking the weakest place at once
// cost a fifth of Recall@20 on the log, this some 4 % of what unbounded rows reach: docs/measurements/replay.md.)

import { LongList, type ModelView } from './model-bytes.ts';
import { PairSketch, type PairSketchDump } from './pair-sketch.ts';

/** Neighbours kept a clip. */
const NEIGHBOURS_MAX = 256;
const FIRST_ROOM = 8;

interface Row {
  items: Int32Array;
  weights: Float32Array;
  count: number;
}

export class CoVisitation {
  #rows: (Row | undefined)[] = [];
  #waiting = new PairSketch();

  /** Counts a pair in both directions. Cost: two scans of at most NEIGHBOURS_MAX numbers. */
  add(a: number, b: number, worth: number): void {
    this.#addTo(a, b, worth);
    this.#addTo(b, a, worth);
  }

  #addTo(item: number, other: number, worth: number): void {
    const row = (this.#rows[item] ??= {
      items: new Int32Array(FIRST_ROOM),
      weights: new Float32Array(FIRST_ROOM),
      count: 0,
    });
    const { items, weights, count } = row;
    const known = items.indexOf(other);
    if (known >= 0 && known < count) {
      weights[known] = (weights[known] ?? 0) + worth;
    } else if (count < NEIGHBOURS_MAX) {
      if (count === items.length) widen(row);
      row.items[count] = other;
      row.weights[count] = worth;
      row.count += 1;
    } else this.#knock(row, item, other, worth);
  }

  // Full: the newcomer waits until it outweighs the weakest, which then waits in its place.
  #knock(row: Row, item: number, other: number, worth: number): void {
    const total = this.#waiting.add(item, other, worth);
    let weakest = 0;
    let least = Infinity;
    for (let place = 0; place < row.count; place += 1) {
      const weight = row.weights[place] ?? 0;
      if (weight < least) {
        least = weight;
        weakest = place;
      }
    }
    if (total <= least) return;
    this.#waiting.raise(item, row.items[weakest] ?? 0, least);
    row.items[weakest] = other;
    row.weights[weakest] = total;
  }

  /** @returns a clip's neighbours as they are kept, the first `count` of them; not to be changed. */
  row(item: number): Readonly<Row> | undefined {
    return this.#rows[item];
  }

  scale(factor: number): void {
    for (const row of this.#rows) {
      if (row === undefined) continue;
      for (let place = 0; place < row.count; place += 1)
        row.weights[place] = (row.weights[place] ?? 0) * factor;
    }
    this.#waiting.scale(factor);
  }

  /** @returns everything as a `CoVisitationDump`, valid until something is learned. */
  view(): ModelView {
    return { rows: new LongList(this.#keptRows()), waiting: this.#waiting.dump() };
  }

  *#keptRows(): Generator<CoVisitationDump['rows'][number]> {
    // Also of clips that were never watched beside another: the array has holes there.
    for (let item = 0; item < this.#rows.length; item += 1) {
      const row = this.#rows[item];
      yield row === undefined
        ? null
        : { items: row.items.subarray(0, row.count), weights: row.weights.subarray(0, row.count) };
    }
  }

  static from(dump: CoVisitationDump): CoVisitation {
    const result = new CoVisitation();
    result.#rows = Array.from(dump.rows, (row) =>
      row === null || row === undefined
        ? undefined
        : { items: row.items, weights: row.weights, count: row.items.length },
    );
    result.#waiting = PairSketch.from(dump.waiting);
    return result;
  }
}

export interface CoVisitationDump {
  rows: ({ items: Int32Array; weights: Float32Array } | null)[];
  waiting: PairSketchDump;
}

function widen(row: Row): void {
  const room = Math.min(row.items.length * 2, NEIGHBOURS_MAX);
  // Places that hold nothing must not look like item 0.
  const items = new Int32Array(room).fill(-1);
  const weights = new Float32Array(room);
  items.set(row.items);
  weights.set(row.weights);
  row.items = items;
  row.weights = weights;
}
