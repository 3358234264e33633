// What a text sounds like, in whatever script it is written: “क्रिकेट”, “கிரிக்கெட்” and “cricket” have one key. It is coarse on
// purpose: Tamil writes k and g, t and d, p and b alike, spelling in Latin letters is everybody's own, and vowels come and go.
// So it may only widen what a person asked for in words, never decide alone what is allowed.
//
// The blocks of Indic scripts in Unicode stand in one order (that of ISCII): a letter's place within its block says its sound.

/** Classes of sounds: k (k g q x), t (t d), p (p b f), s (s sh ch j z), n (m n), l, r, v. Vowels, h and y are dropped. */
const INDIC = 'kkkknssssnttttnttttn';
/** Place of the first consonant (ka) in each block of 128 signs. */
const KA = 0x15;
const BLOCKS_FROM = 0x0900;
const BLOCKS_TO = 0x0d80;
const NUKTA = 0x3c;

const OTHER_INDIC: Readonly<Record<number, string>> = {
  0x01: 'n',
  0x02: 'n',
  0x29: 'n',
  0x2a: 'p',
  0x2b: 'p',
  0x2c: 'p',
  0x2d: 'p',
  0x2e: 'n',
  0x30: 'r',
  0x31: 'r',
  0x32: 'l',
  0x33: 'l',
  0x34: 'l',
  0x35: 'v',
  0x36: 's',
  0x37: 's',
  0x38: 's',
  // Letters of their own for what others write with a dot: q kh gh z f.
  0x58: 'k',
  0x59: 'k',
  0x5a: 'k',
  0x5b: 's',
  0x5c: 'r',
  0x5d: 'r',
  0x5e: 'p',
};

const LATIN: Readonly<Record<string, string>> = {
  ...{ b: 'p', c: 'k', d: 't', f: 'p', g: 'k', j: 's', k: 'k', l: 'l', m: 'n', n: 'n', p: 'p' },
  ...{ q: 'k', r: 'r', s: 's', t: 't', v: 'v', w: 'v', x: 'ks', z: 's' },
};

const ARABIC = new Map(
  Object.entries({
    k: 'کكقگخغ',
    t: 'تٹطدڈ',
    p: 'بپف',
    s: 'ثسشصجچزژذضظ',
    n: 'منں',
    l: 'ل',
    r: 'رڑ',
  }).flatMap(([sound, letters]) => Array.from(letters, (letter) => [letter, sound] as const)),
);

/** A doubled hard r of Malayalam and Tamil is a t: ക്രിക്കറ്റ്. */
const DOUBLED_R = /[\u0d31\u0bb1][\u0d4d\u0bcd][\u0d31\u0bb1]/gu;
const ACCENTS = /[\u0300-\u036f]/gu;
const BETWEEN_WORDS = /[^\p{L}\p{M}\p{N}\u200c\u200d]+/u;
/** Stands for a word without a consonant, so that phrases keep their places. */
const SILENT = '-';

/**
 * @returns the sounds of each word, with single spaces between; words without consonants are `-`, digits stay. Empty for no
 * word. Equal words have equal keys; different ones may have too: nothing shorter than three sounds says much.
 * Cost: microseconds for a caption; no allocation that outlives it.
 */
export function phoneticKey(text: string): string {
  const plain = text.normalize('NFKD').replace(ACCENTS, '').toLowerCase();
  return plain
    .replace(DOUBLED_R, 't')
    .split(BETWEEN_WORDS)
    .filter((word) => word !== '')
    .map((word) => soundsOf(Array.from(word)))
    .join(' ');
}

function soundsOf(letters: readonly string[]): string {
  let key = '';
  for (const [place, letter] of letters.entries()) {
    const sound = soundOf(letter, letters[place + 1] ?? '');
    for (const one of sound) if (!key.endsWith(one) || isDigit(one)) key += one;
  }
  return key === '' ? SILENT : key;
}

function soundOf(letter: string, next: string): string {
  const code = letter.codePointAt(0) ?? 0;
  if (code >= BLOCKS_FROM && code < BLOCKS_TO) return indicSound(code & 0x7f, next);
  if (isDigit(letter)) return letter;
  // ch and soft c; the zh of Tamil names is an l.
  if (letter === 'c' && /[heiy]/u.test(next)) return 's';
  if (letter === 'z' && next === 'h') return 'l';
  return LATIN[letter] ?? ARABIC.get(letter) ?? '';
}

function indicSound(place: number, next: string): string {
  // Digits of a script are the digits.
  if (place >= 0x66 && place <= 0x6f) return String(place - 0x66);
  const dotted = ((next.codePointAt(0) ?? 0) & 0x7f) === NUKTA;
  // A dotted d is an r: पेड़.
  if (dotted && (place === 0x21 || place === 0x22)) return 'r';
  if (place >= KA && place <= 0x28) return INDIC[place - KA] ?? '';
  return OTHER_INDIC[place] ?? '';
}

function isDigit(letter: string): boolean {
  return letter >= '0' && letter <= '9';
}
