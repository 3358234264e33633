// Item-to-item co-visitation: how often two clips were watched by the same person close together. Incremental, decayed
// (weights are worths of the item table), bounded to the strongest neighbours of each clip.
// EVIDENCE.md: item-kNN on all watches was the best single model on the KuaiRand log.

/** Neighbours kept a clip; the design asks for the top 200, the rest is room so that newcomers are not lost at once. */
const NEIGHBOURS_MAX = 256;
const FIRST_ROOM = 8;

interface Row {
  items: Int32Array;
  weights: Float64Array;
  count: number;
}

export class CoVisitation {
  #rows: (Row | undefined)[] = [];

  /** Counts a pair in both directions. Cost: two scans of at most NEIGHBOURS_MAX numbers. */
  add(a: number, b: number, worth: number): void {
    this.#addTo(a, b, worth);
    this.#addTo(b, a, worth);
  }

  #addTo(item: number, other: number, worth: number): void {
    const row = (this.#rows[item] ??= {
      items: new Int32Array(FIRST_ROOM),
      weights: new Float64Array(FIRST_ROOM),
      count: 0,
    });
    let weakest = 0;
    for (let place = 0; place < row.count; place += 1) {
      if (row.items[place] === other) {
        row.weights[place] = (row.weights[place] ?? 0) + worth;
        return;
      }
      if ((row.weights[place] ?? 0) < (row.weights[weakest] ?? 0)) weakest = place;
    }
    if (row.count < NEIGHBOURS_MAX) {
      if (row.count === row.items.length) widen(row);
      row.items[row.count] = other;
      row.weights[row.count] = worth;
      row.count += 1;
      return;
    }
    // Full: the newcomer takes the weakest place. A decayed weak pair is worth less than one fresh watch.
    if ((row.weights[weakest] ?? 0) <= worth) {
      row.items[weakest] = other;
      row.weights[weakest] = worth;
    }
  }

  /** Calls back for each neighbour of a clip, in no particular order. No allocation. */
  forEachNeighbour(item: number, visit: (other: number, weight: number) => void): void {
    const row = this.#rows[item];
    if (row === undefined) return;
    for (let place = 0; place < row.count; place += 1)
      visit(row.items[place] ?? 0, row.weights[place] ?? 0);
  }

  scale(factor: number): void {
    for (const row of this.#rows) {
      if (row === undefined) continue;
      for (let place = 0; place < row.count; place += 1)
        row.weights[place] = (row.weights[place] ?? 0) * factor;
    }
  }

  dump(): CoVisitationDump {
    // Array.from also visits the holes of clips that were never watched beside another.
    return Array.from(this.#rows, (row) =>
      row === undefined
        ? null
        : { items: row.items.slice(0, row.count), weights: row.weights.slice(0, row.count) },
    );
  }

  static from(dump: CoVisitationDump): CoVisitation {
    const result = new CoVisitation();
    result.#rows = Array.from(dump, (row) =>
      row === null || row === undefined
        ? undefined
        : { items: row.items, weights: row.weights, count: row.items.length },
    );
    return result;
  }
}

export type CoVisitationDump = ({ items: Int32Array; weights: Float64Array } | null)[];

function widen(row: Row): void {
  const room = Math.min(row.items.length * 2, NEIGHBOURS_MAX);
  const items = new Int32Array(room);
  const weights = new Float64Array(room);
  items.set(row.items);
  weights.set(row.weights);
  row.items = items;
  row.weights = weights;
}
