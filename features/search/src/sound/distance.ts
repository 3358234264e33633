// How far two sounds are from each other: the cheapest way of making one of the other, where what people, scripts and ears
// disagree about costs little: an a that is not written, i for e, k for g, b for v.

/** Sounds are no longer (see SOUND_MAX in sounds.ts). */
const LENGTH_MAX = 33;
const OTHER_VOWEL = 0.5;
const OTHER_CONSONANT = 1;
const VOWEL_FOR_CONSONANT = 1.2;

const GIVEN: Readonly<Record<string, number>> = {
  ...{ a: 0.2, e: 0.35, i: 0.3, o: 0.35, u: 0.3, h: 0.25, y: 0.35, v: 0.6, n: 0.6, m: 0.7 },
};
const PAIRS: Readonly<Record<string, number>> = {
  ...{ ae: 0.3, ao: 0.3, ai: 0.45, au: 0.4, ei: 0.2, ou: 0.2, iy: 0.2, ey: 0.4, ov: 0.4, uv: 0.4 },
  ...{ gk: 0.3, cj: 0.3, dt: 0.3, bp: 0.3, cs: 0.3, js: 0.4, bv: 0.3, pv: 0.6, mn: 0.3, jy: 0.35 },
  ...{ dr: 0.6, rt: 0.7, hk: 0.6, gh: 0.6, lr: 0.7, cg: 0.8, gj: 0.7, ck: 0.8, ks: 0.8 },
};

const before = new Float64Array(LENGTH_MAX + 1);
const now = new Float64Array(LENGTH_MAX + 1);

/**
 * @param left sounds of `soundsOf`. @param right the same.
 * @returns 0 for equal ones, 1 or so for strangers: the cost of the changes for each letter of the longer one.
 * Cost: a microsecond or two; no allocation.
 */
export function soundDistance(left: string, right: string): number {
  if (left === right) return 0;
  const height = Math.min(left.length, LENGTH_MAX);
  const width = Math.min(right.length, LENGTH_MAX);
  before[0] = 0;
  for (let at = 0; at < width; at += 1)
    before[at + 1] = (before[at] ?? 0) + costOf(right[at] ?? '');
  for (let row = 0; row < height; row += 1) {
    const letter = left[row] ?? '';
    now[0] = (before[0] ?? 0) + costOf(letter);
    for (let at = 0; at < width; at += 1) {
      const other = right[at] ?? '';
      now[at + 1] = Math.min(
        (before[at] ?? 0) + swap(letter, other),
        (before[at + 1] ?? 0) + costOf(letter),
        (now[at] ?? 0) + costOf(other),
      );
    }
    before.set(now);
  }
  return (before[width] ?? 0) / Math.max(height, width, 1);
}

function costOf(letter: string): number {
  return GIVEN[letter] ?? OTHER_CONSONANT;
}

function swap(one: string, other: string): number {
  if (one === other) return 0;
  const known = PAIRS[one < other ? one + other : other + one];
  if (known !== undefined) return known;
  const vowels = Number(isVowel(one)) + Number(isVowel(other));
  if (vowels === 2) return OTHER_VOWEL;
  return vowels === 1 ? VOWEL_FOR_CONSONANT : OTHER_CONSONANT;
}

function isVowel(letter: string): boolean {
  return 'aeiou'.includes(letter);
}
