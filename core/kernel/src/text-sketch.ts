// What a text is about, as a few numbers that cannot be read back: character n-grams of the text and of what it sounds like,
// hashed into a fixed number of signed sums. Texts that share words, spellings or sounds have sketches that point the same way.

import { phoneticKey } from './phonetic.ts';

/** Numbers of a sketch. */
export const SKETCH_DIMENSIONS = 48;
/** Of a letter sequence; of sounds two say enough, because vowels are gone. */
const LETTERS = 3;
const SOUNDS = 2;
/** Longer texts are cut: a caption is short, and the cost must be. */
const TEXT_MAX = 2_000;
const FULL = 127;

/** @returns a number from 0 to 2^32 - 1, the same on every machine. Not for secrets. Cost: some ns a letter. */
export function textHash(text: string): number {
  let hash = 0x811c_9dc5;
  for (let at = 0; at < text.length; at += 1)
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x0100_0193);
  // The last letters reach all bits.
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b_3c6d);
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a_2d39);
  return (hash ^ (hash >>> 15)) >>> 0;
}

/**
 * @returns SKETCH_DIMENSIONS numbers from -127 to 127, of length 127 together; all 0 for a text without letters.
 * Cost: some 50 µs for a caption.
 */
export function textSketch(text: string): Int8Array {
  const plain = text.slice(0, TEXT_MAX).normalize('NFC').toLowerCase();
  const sums = new Float64Array(SKETCH_DIMENSIONS);
  const words = plain.split(/[^\p{L}\p{M}\p{N}\u200c\u200d]+/u).filter((word) => word !== '');
  for (const word of words) addGrams(sums, `t ${word} `, LETTERS);
  for (const key of phoneticKey(plain).split(' '))
    if (key.length >= SOUNDS) addGrams(sums, `s${key} `, SOUNDS);
  let squares = 0;
  for (const sum of sums) squares += sum * sum;
  const unit = squares === 0 ? 0 : FULL / Math.sqrt(squares);
  return Int8Array.from(sums, (sum) => Math.round(sum * unit));
}

// The first letter of `marked` says which kind of gram it is: a sound is no letter.
function addGrams(sums: Float64Array, marked: string, size: number): void {
  const mark = marked.slice(0, 1);
  for (let at = 1; at + size <= marked.length; at += 1) {
    const hash = textHash(mark + marked.slice(at, at + size));
    const place = hash % SKETCH_DIMENSIONS;
    sums[place] = (sums[place] ?? 0) + ((hash & 0x8000_0000) === 0 ? 1 : -1);
  }
}
