// Which script a letter belongs to, and what a digit is worth. The Indic blocks of Unicode follow one plan (ISCII):
// the same letter stands at the same offset in each, so that one table reads all nine.

/** Scripts that are told apart; everything else is `Zyyy`. */
export type Script =
  | 'Latn'
  | 'Deva'
  | 'Beng'
  | 'Guru'
  | 'Gujr'
  | 'Orya'
  | 'Taml'
  | 'Telu'
  | 'Knda'
  | 'Mlym'
  | 'Arab'
  | 'Zyyy';

const INDIC_FIRST = 0x0900;
const INDIC_LAST = 0x0d7f;
const INDIC_BLOCK = 0x80;
const INDIC: readonly Script[] = [
  'Deva',
  'Beng',
  'Guru',
  'Gujr',
  'Orya',
  'Taml',
  'Telu',
  'Knda',
  'Mlym',
];

/** First code points of the digit runs that news in our languages is written with. */
const DIGIT_ZEROS = [
  0x30, 0x660, 0x6f0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66,
];

/** @param code a code point. @returns the offset within its Indic block, or -1 outside of them. */
export function indicOffset(code: number): number {
  return code >= INDIC_FIRST && code <= INDIC_LAST ? code % INDIC_BLOCK : -1;
}

/** @param code a code point. */
export function scriptOf(code: number): Script {
  if (code >= INDIC_FIRST && code <= INDIC_LAST) {
    return INDIC[Math.floor((code - INDIC_FIRST) / INDIC_BLOCK)] ?? 'Zyyy';
  }
  if ((code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a)) return 'Latn';
  if (code >= 0xc0 && code <= 0x24f) return 'Latn';
  if (code >= 0x600 && code <= 0x6ff) return 'Arab';
  return 'Zyyy';
}

/** @returns the script of a word's first letter. */
export function scriptOfWord(word: string): Script {
  return scriptOf(word.codePointAt(0) ?? 0);
}

/** @returns the text with every decimal digit of any script as ASCII; same length. Cost: linear. */
export function asciiDigits(text: string): string {
  return text.replace(/\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0;
    const zero = DIGIT_ZEROS.find((first) => code >= first && code < first + 10);
    return zero === undefined ? digit : String(code - zero);
  });
}
