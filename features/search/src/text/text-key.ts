// One written form for each word: case, width, accents, joiners, dots below, digits of a script and the several ways in which
// Unicode lets one Indic cluster be typed are folded. Two words with one key read the same; sounds are another file's.

/** Chillus of Malayalam before they were letters: a consonant, virama, joiner. */
const CHILLUS: readonly (readonly [string, string])[] = [
  ['\u0d23\u0d4d\u200d', '\u0d7a'],
  ['\u0d28\u0d4d\u200d', '\u0d7b'],
  ['\u0d30\u0d4d\u200d', '\u0d7c'],
  ['\u0d32\u0d4d\u200d', '\u0d7d'],
  ['\u0d33\u0d4d\u200d', '\u0d7e'],
  ['\u0d15\u0d4d\u200d', '\u0d7f'],
  // The khanda ta of Bengali.
  ['\u09a4\u09cd\u200d', '\u09ce'],
  // A letter a with the sign of the long one.
  ['\u0905\u093e', '\u0906'],
  ['\u0985\u09be', '\u0986'],
  ['\u0a85\u0abe', '\u0a86'],
];
/** Arabic letters that look alike in Urdu, each as Urdu types it. */
const ARABIC: Readonly<Record<string, string>> = {
  ...{ '\u064a': '\u06cc', '\u0649': '\u06cc', '\u0643': '\u06a9', '\u0629': '\u06c1' },
  ...{ '\u06c0': '\u06c1', '\u06c2': '\u06c1', '\u0647': '\u06c1', '\u06c3': '\u06c1' },
  ...{ '\u0623': '\u0627', '\u0625': '\u0627', '\u0671': '\u0627', '\u0622': '\u0627' },
  ...{ '\u0624': '\u0648', '\u06d3': '\u06d2', '\u06be': '\u06c1' },
};
const ARABIC_LETTERS = /[\u0622-\u0625\u0629\u0643\u0647\u0649\u064a\u0671\u06be-\u06c3\u06d3]/gu;
const JOINERS = /[\u200c\u200d]/gu;
// Signs of short vowels of Arabic, the stretching line; dots below of Indic scripts; accents.
const LOOSE_MARKS =
  /[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u093c\u09bc\u0a3c\u0abc\u0b3c\u0cbc\u0640]/gu;
/** Digits of scripts whose blocks begin at 0900 hex, and of Arabic and Urdu. */
const DIGITS =
  /[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u09e6-\u09ef\u0a66-\u0a6f\u0ae6-\u0aef\u0b66-\u0b6f\u0be6-\u0bef\u0c66-\u0c6f\u0ce6-\u0cef\u0d66-\u0d6f]/gu;
/** Bindus are nasals; the half one over a vowel is written either way. */
const CANDRABINDU = /[\u0901\u0981\u0a81\u0b01\u0c01\u0c81]/gu;
/** Places of letters within each Indic block: the nasal of each class of stops, the virama, the stops. */
const KA = 0x15;
const MA = 0x2e;
const VIRAMA = 0x4d;
const ANUSVARA = 0x02;
/** Blocks in which a nasal before its own class may also be written as a dot: not Tamil, not Malayalam. */
const DOTTED_BLOCKS = [0x0900, 0x0980, 0x0a80, 0x0b00, 0x0c00, 0x0c80];
/** Longer ones are no words. Characters. */
const WORD_MAX = 40;
/** A key has none: lists of keys are written with spaces between them. */
const SPACES = /\s+/gu;
const BETWEEN_WORDS = /[^\p{L}\p{M}\p{N}\u200c\u200d]+/u;

/** @returns a word's or tag's key; empty for what has no letter. Cost: microseconds. */
export function textKey(word: string): string {
  let text = word.normalize('NFKC').toLowerCase();
  for (const [from, to] of CHILLUS) text = text.replaceAll(from, to);
  text = text
    .normalize('NFD')
    .replace(JOINERS, '')
    .replace(LOOSE_MARKS, '')
    .normalize('NFC')
    .replace(ARABIC_LETTERS, (letter) => ARABIC[letter] ?? letter)
    .replace(DIGITS, digitOf)
    .replace(CANDRABINDU, (sign) => String.fromCodePoint((sign.codePointAt(0) ?? 0) + 1))
    // NFC again puts nukta letters apart: their dot went above.
    .replace(LOOSE_MARKS, '');
  return dottedNasals(text.replace(SPACES, ''));
}

/**
 * @returns the words of a text as they are written, in order, each at most once by its key, at most `max`.
 * Cost: microseconds a word.
 */
export function wordsOf(text: string, max: number): Map<string, string> {
  const words = new Map<string, string>();
  // Some letters are several words (ﷺ): they are taken apart before.
  for (const raw of text.normalize('NFKC').split(BETWEEN_WORDS)) {
    if (words.size >= max) break;
    const word = Array.from(raw).slice(0, WORD_MAX).join('');
    const key = textKey(word);
    if (key !== '' && !words.has(key)) words.set(key, word);
  }
  return words;
}

function digitOf(sign: string): string {
  const code = sign.codePointAt(0) ?? 0;
  return String(code < 0x0900 ? code & 0xf : (code & 0x7f) - 0x66);
}

// हिन्दी and हिंदी are one word: a nasal before a stop of its own class is the dot.
function dottedNasals(text: string): string {
  let out = '';
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const block = code & ~0x7f;
    if (
      DOTTED_BLOCKS.includes(block) &&
      text.charCodeAt(at + 1) === block + VIRAMA &&
      isOwnNasal(code - block, text.charCodeAt(at + 2) - block)
    ) {
      out += String.fromCharCode(block + ANUSVARA);
      at += 1;
    } else out += text[at] ?? '';
  }
  return out;
}

// Stops stand in rows of five, the nasal last; न (28 hex) and its neighbour ऩ stand apart from the row of p by one.
function isOwnNasal(nasal: number, stop: number): boolean {
  const row = rowOf(nasal);
  return row !== undefined && isNasal(nasal) && rowOf(stop) === row && !isNasal(stop);
}

function rowOf(place: number): number | undefined {
  if (place >= KA && place <= 0x28) return Math.floor((place - KA) / 5);
  return place >= 0x2a && place <= MA ? 4 : undefined;
}

function isNasal(place: number): boolean {
  return place === MA || (place <= 0x28 && (place - KA) % 5 === 4);
}
