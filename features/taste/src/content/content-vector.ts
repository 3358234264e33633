// What is known of a clip before anybody watched it, as one vector of fixed length: half of it from its words (a sketch that
// its publisher made), half from language, genre, tags, creator, sound and length, hashed. Clips that share these point the
// same way.

import { SKETCH_DIMENSIONS, textHash } from '@jhalak/kernel';

/** Numbers of a vector; each fits a byte. */
export const CONTENT_DIMENSIONS = 2 * SKETCH_DIMENSIONS;
const FACETS = CONTENT_DIMENSIONS - SKETCH_DIMENSIONS;
/** Places that each facet moves: with one, two facets of the same place would look alike. */
const PLACES = 3;
const FULL = 127;
/** Share of the squared length that words take where there are any. */
const WORDS_SHARE = 0.3;
/** Tags that count; a publisher allows no more than a few, and a flood of them must not make a clip like everything. */
const TAGS_MAX = 8;
/** How much each facet says. A creator's clips are alike, and so are those with one sound. */
const WEIGHTS = {
  language: 0.5,
  genre: 1,
  both: 0.5,
  tags: 1.3,
  creator: 1,
  sound: 0.8,
  length: 0.3,
};

/** What the journal says of a clip's content. */
export interface ContentFacts {
  creatorId: string;
  language: string;
  genre: string;
  durationMs: number;
  /** 32-bit hashes. */
  tagHashes: readonly number[];
  /** Empty when the clip has its own. */
  sound: string;
  /** SKETCH_DIMENSIONS numbers, or none. */
  words: Int8Array | undefined;
}

/** @returns CONTENT_DIMENSIONS numbers, of length 127 together. Cost: some µs. */
export function contentVector(facts: ContentFacts): Int8Array {
  const facets = facetsOf(facts);
  const words = facts.words;
  let squares = 0;
  if (words !== undefined) for (const one of words) squares += one * one;
  const ofWords = squares === 0 ? 0 : Math.sqrt(WORDS_SHARE);
  const ofFacets = Math.sqrt(1 - ofWords * ofWords);
  const vector = new Int8Array(CONTENT_DIMENSIONS);
  for (let at = 0; at < SKETCH_DIMENSIONS; at += 1)
    vector[at] = Math.round((words?.[at] ?? 0) * ofWords);
  for (let at = 0; at < FACETS; at += 1)
    vector[SKETCH_DIMENSIONS + at] = Math.round(FULL * ofFacets * (facets[at] ?? 0));
  return vector;
}

function facetsOf(facts: ContentFacts): Float64Array {
  const { language, genre, creatorId, sound, durationMs } = facts;
  const sums = new Float64Array(FACETS);
  add(sums, textHash(`language ${language}`), WEIGHTS.language);
  add(sums, textHash(`genre ${genre}`), WEIGHTS.genre);
  add(sums, textHash(`both ${language} ${genre}`), WEIGHTS.both);
  add(sums, textHash(`creator ${creatorId}`), WEIGHTS.creator);
  if (sound !== '') add(sums, textHash(`sound ${sound}`), WEIGHTS.sound);
  add(sums, textHash(`length ${Math.round(Math.log2(1 + durationMs / 1_000))}`), WEIGHTS.length);
  const tags = facts.tagHashes.slice(0, TAGS_MAX);
  for (const tag of tags) add(sums, tag ^ 0x7a67_0000, WEIGHTS.tags / Math.sqrt(tags.length));
  let squares = 0;
  for (const sum of sums) squares += sum * sum;
  const unit = squares === 0 ? 0 : 1 / Math.sqrt(squares);
  return sums.map((sum) => sum * unit);
}

function add(sums: Float64Array, hash: number, weight: number): void {
  let bits = hash;
  for (let place = 0; place < PLACES; place += 1) {
    bits = Math.imul(bits ^ (bits >>> 15), 0x2c1b_3c6d + place * 2);
    bits ^= bits >>> 13;
    const at = (bits >>> 1) % FACETS;
    sums[at] = (sums[at] ?? 0) + ((bits & 1) === 0 ? weight : -weight);
  }
}

/** @returns one bit of 32 a tag. */
export function tagBitsOf(tagHashes: readonly number[]): number {
  let bits = 0;
  for (const tag of tagHashes.slice(0, TAGS_MAX)) bits |= 1 << (tag >>> 27);
  return bits;
}

/**
 * @returns two signed 32-bit numbers: on which side of 64 fixed planes the vector lies. Two vectors agree in as many bits as
 * they point the same way. Cost: some 10 µs.
 */
export function signatureOf(vector: Int8Array): [high: number, low: number] {
  const halves: [number, number] = [0, 0];
  for (let plane = 0; plane < 64; plane += 1) {
    let side = 0;
    let bits = Math.imul(plane + 1, 0x9e37_79b1);
    for (const one of vector) {
      bits = (Math.imul(bits, 0x0019_660d) + 0x3c6e_f35f) | 0;
      side += bits < 0 ? one : -one;
    }
    if (side > 0) halves[plane >> 5] = (halves[plane >> 5] ?? 0) | (1 << (plane & 31));
  }
  return halves;
}
