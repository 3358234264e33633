// Near-duplicates: MinHash over shingles of five words, in bands, so that copies of one text meet without being compared
// with everything.

/** Words in a shingle: shorter ones meet by chance, longer ones break at the first edit. */
const SHINGLE_WORDS = 5;
/** 32 minima estimate a Jaccard similarity to about ±0.09. */
const HASHES = 32;
/** Eight bands of four: texts of similarity 0.6 meet with probability 0.67, of 0.8 with 0.99. */
const BANDS = 8;
/** Words that count: enough for an article, bounded for a book. */
const WORDS_MAX = 800;
const ROWS = HASHES / BANDS;

const FACTORS = Uint32Array.from({ length: HASHES }, (_, index) => mix(0x9e3779b1 + index) | 1);
const ADDENDS = Uint32Array.from({ length: HASHES }, (_, index) => mix(0x85ebca6b + index));

/**
 * @param words the text's words in order, without stopwords.
 * @returns 32 minima; empty when the text has fewer words than a shingle. Cost: about 30 µs for 300 words.
 */
export function signatureOf(words: readonly string[]): Uint32Array {
  const count = Math.min(words.length, WORDS_MAX) - SHINGLE_WORDS + 1;
  if (count <= 0) return new Uint32Array(0);
  const hashes = words.slice(0, WORDS_MAX).map(hashWord);
  const minima = new Uint32Array(HASHES).fill(0xffffffff);
  for (let at = 0; at < count; at += 1) {
    let shingle = 0;
    for (let word = 0; word < SHINGLE_WORDS; word += 1) {
      shingle = mix(Math.imul(shingle, 31) + (hashes[at + word] ?? 0));
    }
    for (let index = 0; index < HASHES; index += 1) {
      const value = (Math.imul(shingle, FACTORS[index] ?? 1) + (ADDENDS[index] ?? 0)) >>> 0;
      if (value < (minima[index] ?? 0)) minima[index] = value;
    }
  }
  return minima;
}

/** @returns 0 to 1: the estimated share of shingles that two texts have in common. */
export function likeness(a: Uint32Array, b: Uint32Array): number {
  if (a.length === 0 || b.length === 0) return 0;
  let equal = 0;
  for (let index = 0; index < HASHES; index += 1) if (a[index] === b[index]) equal += 1;
  return equal / HASHES;
}

/** @returns one key a band; two texts that share one are probably near-duplicates. */
export function bandKeys(signature: Uint32Array): string[] {
  if (signature.length === 0) return [];
  return Array.from({ length: BANDS }, (_, band) => {
    let hash = band;
    for (let row = 0; row < ROWS; row += 1) {
      hash = mix(Math.imul(hash, 31) + (signature[band * ROWS + row] ?? 0));
    }
    return `b:${band}:${hash.toString(36)}`;
  });
}

/** FNV-1a. */
function hashWord(word: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < word.length; at += 1) {
    hash = Math.imul(hash ^ word.charCodeAt(at), 0x01000193);
  }
  return hash >>> 0;
}

/** The finaliser of MurmurHash3: spreads every bit. */
function mix(value: number): number {
  let hash = value | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
