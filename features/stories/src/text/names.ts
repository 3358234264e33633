// Which words may be names, and their keys. Latin scripts show names by capitals; Indic scripts have none, so there every
// word that the lexicon does not know may be one, and its rarity decides later.

import { findPlace, soundsLikePlace } from './places.ts';
import { scriptOfWord } from './scripts.ts';
import { skeletonOf } from './skeleton.ts';
import { bareWord } from './stems.ts';
import type { Token } from './tokens.ts';

/** How the letters of an abbreviation are spoken: BJP is written बीजेपी. */
const SPOKEN: Readonly<Record<string, string>> = {
  a: 'e',
  b: 'bi',
  c: 'si',
  d: 'di',
  e: 'i',
  f: 'ef',
  g: 'ji',
  h: 'ech',
  i: 'ai',
  j: 'je',
  k: 'ke',
  l: 'el',
  m: 'em',
  n: 'en',
  o: 'o',
  p: 'pi',
  q: 'kyu',
  r: 'ar',
  s: 'es',
  t: 'ti',
  u: 'yu',
  v: 'vi',
  w: 'dabliu',
  x: 'eks',
  y: 'vai',
  z: 'zed',
};
const ABBREVIATION = /^\p{Lu}{2,5}$/u;
/** Words that carry no capital elsewhere in the text are names only if at least so much of the sentence has none. */
const TITLE_CASE_SHARE = 0.6;

export interface NameKeys {
  /** `p:india`, or `n:` and the sound. The first is the word's own; others are other readings of it. */
  keys: readonly string[];
  /** Key of the place, without `p:`; empty when it is none. */
  place: string;
  /** Words taken, 1 or 2. */
  words: number;
}

const NONE: NameKeys = { keys: [], place: '', words: 1 };

/**
 * @param known `word` when the lexicon knows it: then its sound makes no place of it.
 * @returns the keys of a word that is taken for a name. Cost: some microseconds.
 */
export function nameKeys(
  words: readonly string[],
  at: number,
  text: string,
  known: 'name' | 'word' = 'name',
): NameKeys {
  const place = findPlace(words, at, text);
  if (place?.group === true)
    return { keys: [`p:${place.key}`], place: place.key, words: place.words };
  const word = place === undefined ? text.replace(/['’]s$/, '') : place.key.replaceAll('_', '');
  const bare = bareWord(word);
  const key = skeletonOf(bare);
  if (key === '') return NONE;
  const keys = [`n:${key}`];
  if (bare !== word) keys.push(`n:${skeletonOf(word)}`);
  if (ABBREVIATION.test(word)) keys.push(`n:${skeletonOf(spokenLetters(word))}`);
  return {
    keys: [...new Set(keys)].filter((one) => one !== 'n:'),
    place: place !== undefined || (known !== 'word' && soundsLikeCity(word, key)) ? key : '',
    words: place?.words ?? 1,
  };
}

/** In Latin script the spelling decides; by sound alone, Ambani is Ambon. */
function soundsLikeCity(word: string, key: string): boolean {
  return scriptOfWord(word) !== 'Latn' && soundsLikePlace(key);
}

function spokenLetters(word: string): string {
  return Array.from(word.toLowerCase(), (letter) => SPOKEN[letter] ?? '').join('');
}

/** @returns whether most words of a sentence have capitals, so that capitals say nothing there. */
export function isTitleCase(tokens: readonly Token[]): boolean {
  const words = tokens.filter(({ kind, text }) => kind === 'word' && text.length > 3);
  const capitals = words.filter(({ text }) => /^\p{Lu}/u.test(text)).length;
  return words.length >= 4 && capitals / words.length > TITLE_CASE_SHARE;
}

/** @returns whether the word is written in a script with capitals and begins with one. */
export function isCapital(token: Token): boolean {
  return token.kind === 'word' && /^\p{Lu}/u.test(token.text);
}

/** @returns whether the script of the word has no capitals. */
export function lacksCapitals(token: Token): boolean {
  return token.kind === 'word' && scriptOfWord(token.text) !== 'Latn';
}
