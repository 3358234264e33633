// Counts of pairs that have no room in their clip's row: two tables of counters with one hash each; a pair's count is the
// smaller of its two (count-min, raised no further than needed). It may be too high by what other pairs left there, never
// too low. Memory: 16 MB when it is full, however many clips there are; a young cell has a small one.

/** Counters a table, at first and at most: 2 million are enough for a log of a million watches. */
const FIRST_BITS = 12;
const BITS_MAX = 21;
/** A table is doubled once it was written to this often a counter. */
const WRITES_A_COUNTER = 1;

export class PairSketch {
  #one = new Float32Array(2 ** FIRST_BITS);
  #two = new Float32Array(2 ** FIRST_BITS);
  #writes = 0;

  /** @returns the pair's count with this worth in it. */
  add(item: number, other: number, worth: number): number {
    this.#writes += 1;
    if (this.#writes > this.#one.length * WRITES_A_COUNTER) this.#double();
    const hash = hashOf(item, other);
    const first = hash & (this.#one.length - 1);
    const second = otherHash(hash) & (this.#two.length - 1);
    const total = Math.min(this.#one[first] ?? 0, this.#two[second] ?? 0) + worth;
    this.#one[first] = Math.max(this.#one[first] ?? 0, total);
    this.#two[second] = Math.max(this.#two[second] ?? 0, total);
    return total;
  }

  /** Makes sure that the pair counts at least this much. */
  raise(item: number, other: number, total: number): void {
    const hash = hashOf(item, other);
    const first = hash & (this.#one.length - 1);
    const second = otherHash(hash) & (this.#two.length - 1);
    this.#one[first] = Math.max(this.#one[first] ?? 0, total);
    this.#two[second] = Math.max(this.#two[second] ?? 0, total);
  }

  // A counter's pairs go to its place or to the one that is a table further: both may hold them.
  #double(): void {
    if (this.#one.length >= 2 ** BITS_MAX) return;
    this.#one = doubled(this.#one);
    this.#two = doubled(this.#two);
    this.#writes = 0;
  }

  scale(factor: number): void {
    for (const counters of [this.#one, this.#two])
      for (let place = 0; place < counters.length; place += 1)
        counters[place] = (counters[place] ?? 0) * factor;
  }

  /** @returns everything, valid until a pair is added. */
  dump(): PairSketchDump {
    return { one: this.#one, two: this.#two, writes: this.#writes };
  }

  static from(dump: PairSketchDump): PairSketch {
    const sketch = new PairSketch();
    const { one, two, writes } = Array.isArray(dump) ? formerDump(dump) : dump;
    sketch.#one = new Float32Array(one);
    sketch.#two = new Float32Array(two);
    sketch.#writes = writes;
    return sketch;
  }
}

export interface PairSketchDump {
  one: Float32Array;
  two: Float32Array;
  writes: number;
}

// As snapshots in one piece hold it.
function formerDump([one, two, writes]: readonly Float32Array[]): PairSketchDump {
  const { one: empty } = new PairSketch().dump();
  return { one: one ?? empty, two: two ?? empty, writes: writes?.[0] ?? 0 };
}

function doubled(counters: Float32Array): Float32Array<ArrayBuffer> {
  const larger = new Float32Array(counters.length * 2);
  larger.set(counters);
  larger.set(counters, counters.length);
  return larger;
}

function hashOf(item: number, other: number): number {
  const mixed = Math.imul(item, 0x9e37_79b1) ^ Math.imul(other, 0x85eb_ca77);
  return mixed ^ (mixed >>> 15);
}

function otherHash(hash: number): number {
  const mixed = Math.imul(hash, 0xc2b2_ae3d);
  return mixed ^ (mixed >>> 13);
}
