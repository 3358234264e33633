// Sounds that are known, in memory, by Chromaprint's words (32 bits an eighth of a second). Words that come through
// an encoder unchanged say where two sounds may run in step; how many bits differ over the whole stretch says whether they do
// (Haitsma and Kalker, "A Highly Robust Audio Fingerprinting System", 2002).

/** A known sound that is heard. */
export interface SameSound<Item> {
  item: Item;
  /** Words that were compared: an eighth of a second each. */
  words: number;
  /** Share of bits that differ, 0 to 1. */
  errorRate: number;
}

/** Some 8,000 sounds of half a minute. */
const WORDS_MAX = 2_000_000;
/** Three seconds: less is a chord, a beat, a jingle's end. */
const COMMON_WORDS_MIN = 24;
/** Of two sounds the shorter must run with the other for so much of it. */
const SHARE_MIN = 0.3;
/** Words of sounds that have nothing in common differ in half of their bits; a real clip cut and encoded again differed in 6 of 100. */
const ERROR_RATE_MAX = 0.25;
/** A word that stands in so many places tells nothing apart. */
const PLACES_MAX = 200;
/** Stretches that are compared bit by bit, those with the most common words first. */
const CANDIDATES_MAX = 20;

interface Known<Item> {
  item: Item;
  words: Uint32Array;
}

type Places<Item> = Map<number, { known: Known<Item>; at: number }[]>;

export class KnownSounds<Item> {
  #older: Places<Item> = new Map();
  #newer: Places<Item> = new Map();
  #size = 0;
  readonly #wordsMax: number;

  /** @param wordsMax beyond it older sounds are forgotten by halves; Infinity: none ever is, and the caller bounds what it adds. */
  constructor(wordsMax: number = WORDS_MAX) {
    this.#wordsMax = wordsMax;
  }

  /** Silence and tones, one word again and again, are one place. */
  add(item: Item, words: Uint32Array): void {
    if (words.length < COMMON_WORDS_MIN) return;
    if (this.#size + words.length > this.#wordsMax / 2) {
      this.#older = this.#newer;
      this.#newer = new Map();
      this.#size = 0;
    }
    this.#size += words.length;
    const known = { item, words };
    for (const [at, word] of words.entries()) {
      if (words[at - 1] === word) continue;
      const places = this.#newer.get(word) ?? [];
      if (places.length < PLACES_MAX) places.push({ known, at });
      this.#newer.set(word, places);
    }
  }

  /**
   * @param isMeant leaves sounds out as though they were not known.
   * @returns the known sound that is nearest, where one is heard. Cost: a look-up a word, and some stretches compared.
   */
  match(
    words: Uint32Array,
    isMeant: (item: Item) => boolean = () => true,
  ): SameSound<Item> | undefined {
    if (isMonotone(words)) return undefined;
    let best: SameSound<Item> | undefined;
    for (const { known, offset } of this.#candidates(words, isMeant)) {
      const compared = compare(words, known.words, offset);
      const enough = SHARE_MIN * Math.min(words.length, known.words.length);
      if (compared.words < Math.max(COMMON_WORDS_MIN, enough)) continue;
      if (compared.errorRate > ERROR_RATE_MAX) continue;
      if (best === undefined || compared.errorRate < best.errorRate)
        best = { item: known.item, ...compared };
    }
    return best;
  }

  #candidates(
    words: Uint32Array,
    isMeant: (item: Item) => boolean,
  ): { known: Known<Item>; offset: number; votes: number }[] {
    const votes = new Map<Known<Item>, Map<number, number>>();
    for (const [at, word] of words.entries()) {
      if (words[at - 1] === word) continue;
      for (const places of [this.#older.get(word), this.#newer.get(word)])
        for (const { known, at: knownAt } of places ?? []) {
          const offsets = votes.get(known) ?? new Map<number, number>();
          votes.set(known, offsets);
          offsets.set(knownAt - at, (offsets.get(knownAt - at) ?? 0) + 1);
        }
    }
    return [...votes]
      .filter(([{ item }]) => isMeant(item))
      .flatMap(([known, offsets]) =>
        [...offsets].map(([offset, count]) => ({ known, offset, votes: count })),
      )
      .toSorted((one, other) => other.votes - one.votes)
      .slice(0, CANDIDATES_MAX);
  }
}

/** Silence, a tone, noise of a fan: a handful of words again and again say nothing. */
const DISTINCT_WORDS_MIN = 12;

function isMonotone(words: Uint32Array): boolean {
  return words.length < COMMON_WORDS_MIN || new Set(words).size < DISTINCT_WORDS_MIN;
}

function compare(
  words: Uint32Array,
  known: Uint32Array,
  offset: number,
): { words: number; errorRate: number } {
  const from = Math.max(0, -offset);
  const to = Math.min(words.length, known.length - offset);
  let bits = 0;
  for (let at = from; at < to; at += 1)
    bits += bitsOf((words[at] ?? 0) ^ (known[at + offset] ?? 0));
  const count = Math.max(0, to - from);
  return { words: count, errorRate: count === 0 ? 1 : bits / (count * 32) };
}

function bitsOf(word: number): number {
  let rest = word >>> 0;
  let bits = 0;
  for (; rest !== 0; rest = (rest & (rest - 1)) >>> 0) bits += 1;
  return bits;
}
