// How far two sounds are from each other: the cheapest way of making one of the other, where what people, scripts and ears
// disagree about costs little: an a that is not written, i for e, and, where a word stands in Tamil letters, g for k.

/** How a word is written decides what its letters can tell apart. */
export interface Sounding {
  /** Of `soundsOf`. */
  sound: string;
  /** Tamil letters do not tell soft consonants from hard ones; Arabic letters leave short vowels out. */
  writing: 'tamil' | 'arabic' | 'other';
}

/** Sounds are no longer (see SOUND_MAX in sounds.ts). */
const LENGTH_MAX = 33;
const OTHER_VOWEL = 0.5;
const OTHER_CONSONANT = 1;
const VOWEL_FOR_CONSONANT = 1.2;
/** Two neighbours in the other order: a slip of the fingers. */
const TURNED = 0.5;
/** A vowel that Arabic letters leave out. */
const UNWRITTEN = 0.12;

const GIVEN: Readonly<Record<string, number>> = {
  ...{ a: 0.2, e: 0.35, i: 0.3, o: 0.35, u: 0.3, h: 0.25, y: 0.35, v: 0.6, n: 0.6, m: 0.7 },
};
const PAIRS: Readonly<Record<string, number>> = {
  ...{ ae: 0.3, ao: 0.3, ai: 0.45, au: 0.4, ei: 0.2, ou: 0.2, iy: 0.2, ey: 0.4, ov: 0.4, uv: 0.4 },
  ...{ bv: 0.3, pv: 0.6, mn: 0.3, jy: 0.35, dr: 0.6, rt: 0.7, hk: 0.6, gh: 0.6, lr: 0.7 },
  ...{ gk: 0.6, cj: 0.6, dt: 0.5, bp: 0.6, cs: 0.6, js: 0.7, cg: 0.9, gj: 0.6, ck: 0.8, ks: 0.8 },
};
const TAMIL_PAIRS: Readonly<Record<string, number>> = {
  ...{ gk: 0.15, cj: 0.3, dt: 0.15, bp: 0.15, cs: 0.2, js: 0.3, pv: 0.5, ks: 0.8 },
};

let earlier = new Float64Array(LENGTH_MAX + 1);
let before = new Float64Array(LENGTH_MAX + 1);
let now = new Float64Array(LENGTH_MAX + 1);

/**
 * @returns 0 for equal ones, 1 or so for strangers: the cost of the changes for each letter of the longer one.
 * Cost: a microsecond or two; no allocation.
 */
export function soundDistance(one: Sounding, other: Sounding): number {
  const left = one.sound;
  const right = other.sound;
  if (left === right) return 0;
  const tamil = one.writing === 'tamil' || other.writing === 'tamil';
  const unwritten = one.writing === 'arabic' || other.writing === 'arabic';
  const height = Math.min(left.length, LENGTH_MAX);
  const width = Math.min(right.length, LENGTH_MAX);
  before[0] = 0;
  for (let at = 0; at < width; at += 1)
    before[at + 1] = (before[at] ?? 0) + costOf(right[at] ?? '', unwritten);
  for (let row = 0; row < height; row += 1) {
    const letter = left[row] ?? '';
    now[0] = (before[0] ?? 0) + costOf(letter, unwritten);
    for (let at = 0; at < width; at += 1) {
      const match = right[at] ?? '';
      let best = Math.min(
        (before[at] ?? 0) + swap(letter, match, tamil),
        (before[at + 1] ?? 0) + costOf(letter, unwritten),
        (now[at] ?? 0) + costOf(match, unwritten),
      );
      if (row > 0 && at > 0 && letter === right[at - 1] && match === left[row - 1])
        best = Math.min(best, (earlier[at - 1] ?? 0) + TURNED);
      now[at + 1] = best;
    }
    [earlier, before, now] = [before, now, earlier];
  }
  return (before[width] ?? 0) / Math.max(height, width, 1);
}

function costOf(letter: string, unwritten: boolean): number {
  if (unwritten && isVowel(letter)) return UNWRITTEN;
  return GIVEN[letter] ?? OTHER_CONSONANT;
}

function swap(one: string, other: string, tamil: boolean): number {
  if (one === other) return 0;
  const pair = one < other ? one + other : other + one;
  const known = (tamil ? TAMIL_PAIRS[pair] : undefined) ?? PAIRS[pair];
  if (known !== undefined) return known;
  const vowels = Number(isVowel(one)) + Number(isVowel(other));
  if (vowels === 2) return OTHER_VOWEL;
  return vowels === 1 ? VOWEL_FOR_CONSONANT : OTHER_CONSONANT;
}

function isVowel(letter: string): boolean {
  return letter === 'a' || letter === 'e' || letter === 'i' || letter === 'o' || letter === 'u';
}
