// Many hashes, and which of them are near one. 31 bits that differ lie in 16 words of 16 bits, so at least one word differs in one
// bit at most: looking up 17 values of each word finds every near hash, and nothing is left to luck.

import { distanceOf, PDQ_BYTES } from './pdq.ts';

/** ThreatExchange's advice for "the same picture". */
export const PDQ_DISTANCE_MAX = 31;

const WORDS = 16;
const BITS = 16;
const VALUES = 2 ** BITS;
/** Of one index: 4 million frames are 128 MB of hashes and 256 MB of lists. */
const HASHES_MAX = 4_000_000;
/** The lists are made anew when so many came since: looking through these one by one takes under a millisecond. */
const TAIL_MAX = 4_096;

export interface PdqMatch<Item> {
  item: Item;
  /** 0 to PDQ_DISTANCE_MAX. */
  distance: number;
}

/** Grows only; what must go is left out by whoever makes it anew. */
export class PdqIndex<Item> {
  readonly #items: Item[] = [];
  #hashes = new Uint8Array(1_024 * PDQ_BYTES);
  /** How many of them stand in the lists. */
  #listed = 0;
  /** Of each word: where the list of each value begins, and the places. */
  #starts: Uint32Array[] = [];
  #places: Uint32Array[] = [];

  get size(): number {
    return this.#items.length;
  }

  /** @throws RangeError when full, or for a hash of another length. Cost: a copy; now and then all lists are made anew. */
  add(hash: Uint8Array, item: Item): void {
    if (hash.byteLength !== PDQ_BYTES) throw new RangeError('a hash has 32 bytes');
    const place = this.#items.length;
    if (place >= HASHES_MAX) throw new RangeError(`an index holds ${HASHES_MAX} hashes`);
    if ((place + 1) * PDQ_BYTES > this.#hashes.byteLength) {
      const larger = new Uint8Array(this.#hashes.byteLength * 2);
      larger.set(this.#hashes);
      this.#hashes = larger;
    }
    this.#hashes.set(hash, place * PDQ_BYTES);
    this.#items.push(item);
  }

  /** @returns everything within PDQ_DISTANCE_MAX, nearest first. Cost: 272 short lists, and the newest one by one. */
  near(hash: Uint8Array): PdqMatch<Item>[] {
    if (this.size - this.#listed > Math.max(TAIL_MAX, this.#listed / 8)) this.#list();
    const seen = new Set<number>();
    const found: PdqMatch<Item>[] = [];
    const judge = (place: number): void => {
      const distance = distanceOf(hash, this.#hashAt(place));
      const item = this.#items[place];
      if (distance <= PDQ_DISTANCE_MAX && item !== undefined) found.push({ item, distance });
    };
    for (let word = 0; word < WORDS; word += 1)
      for (const value of neighbours(wordOf(hash, word)))
        for (const place of this.#placesOf(word, value)) {
          if (seen.has(place)) continue;
          seen.add(place);
          judge(place);
        }
    for (let place = this.#listed; place < this.size; place += 1) judge(place);
    return found.toSorted((one, other) => one.distance - other.distance);
  }

  #hashAt(place: number): Uint8Array {
    return this.#hashes.subarray(place * PDQ_BYTES, (place + 1) * PDQ_BYTES);
  }

  #placesOf(word: number, value: number): Uint32Array {
    const starts = this.#starts[word];
    const places = this.#places[word];
    if (starts === undefined || places === undefined) return NONE;
    return places.subarray(starts[value] ?? 0, starts[value + 1] ?? 0);
  }

  // Counting sort, word by word.
  #list(): void {
    const count = this.size;
    this.#starts = [];
    this.#places = [];
    for (let word = 0; word < WORDS; word += 1) {
      const starts = new Uint32Array(VALUES + 1);
      for (let place = 0; place < count; place += 1) {
        const next = wordOf(this.#hashAt(place), word) + 1;
        starts[next] = (starts[next] ?? 0) + 1;
      }
      for (let value = 1; value <= VALUES; value += 1)
        starts[value] = (starts[value] ?? 0) + (starts[value - 1] ?? 0);
      const free = starts.slice();
      const places = new Uint32Array(count);
      for (let place = 0; place < count; place += 1) {
        const value = wordOf(this.#hashAt(place), word);
        const at = free[value] ?? 0;
        places[at] = place;
        free[value] = at + 1;
      }
      this.#starts.push(starts);
      this.#places.push(places);
    }
    this.#listed = count;
  }
}

const NONE = new Uint32Array(0);

function wordOf(hash: Uint8Array, word: number): number {
  return ((hash[word * 2] ?? 0) << 8) | (hash[word * 2 + 1] ?? 0);
}

/** A value, and those that differ in one bit. */
function* neighbours(value: number): Generator<number> {
  yield value;
  for (let bit = 0; bit < BITS; bit += 1) yield value ^ (1 << bit);
}
