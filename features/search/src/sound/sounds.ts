// What a word sounds like, in whatever script it is written, as a few Latin letters: क्रिकेट, கிரிக்கெட், کرکٹ and cricket come
// out alike or nearly so. Finer than the kernel's key (vowels stay, soft and hard consonants stay apart), and so it tells
// words apart that have one skeleton; the skeleton is the wide net in which they are caught.

import { arabicSounds } from './arabic-sounds.ts';
import type { Sounding } from './distance.ts';
import { indicSounds } from './indic-sounds.ts';
import { latinSounds } from './latin-sounds.ts';

const RUNS =
  /(?<latin>[\p{Script=Latin}\u0300-\u036f]+)|(?<arabic>[\u0600-\u06ff]+)|(?<indic>[\u0900-\u0d7f\u200c\u200d]+)|(?<digits>\p{Nd}+)/gu;
const ACCENTS = /[\u0300-\u036f]/gu;
const ARABIC_MARKS = /[\u0610-\u061a\u064b-\u065f\u0670\u0640]/gu;
const TAMIL_LETTERS = /[\u0b80-\u0bff]/u;
const ARABIC_LETTERS = /[\u0600-\u06ff]/u;
const JOINERS = /[\u200c\u200d]/gu;
/** ज्ञ is said gy by some and gn by others, and written so: ਗਿਆਨ, گیان, gyan, gnanam. */
const GNYA = /g(?:iy|i|y)(?=[aeou])/gu;
/** Mumbai ends in one sound, whether its vowels are written as one or as two. */
const AI = /ai/gu;
const AU = /au/gu;
const TWICE = /(\p{L})\1+/gu;
/** Longer sounds are compared no further. Letters. */
const SOUND_MAX = 32;
/** A last a is heard by some only, a last u is how the south ends borrowed words. */
const LAST_A_FROM = 3;
const LAST_U_FROM = 5;

const CLASSES: Readonly<Record<string, string>> = {
  ...{ k: 'k', g: 'k', c: 's', j: 's', s: 's', t: 't', d: 't', p: 'p', b: 'p', v: 'p' },
  ...{ n: 'n', m: 'n', r: 'r', l: 'l' },
};

/** Heard at the beginning of a word only; Bengali and Odia begin with j what others begin with y. */
const FIRST: Readonly<Record<string, string>> = { h: 'h', y: 's' };

/** @param word one word, in NFC. @returns its sounds, `a-z` and digits; empty where no letter is known. Cost: microseconds. */
export function soundsOf(word: string): string {
  let sound = '';
  for (const { groups } of word.toLowerCase().matchAll(RUNS)) sound += soundOfRun(groups ?? {});
  const once = sound
    .replace(GNYA, 'gn')
    .replace(AI, 'e')
    .replace(AU, 'o')
    .replace(TWICE, '$1')
    .slice(0, SOUND_MAX);
  if (once.length >= LAST_A_FROM && once.endsWith('a')) return once.slice(0, -1);
  if (once.length >= LAST_U_FROM && once.endsWith('u')) return once.slice(0, -1);
  return once;
}

/** @returns the skeleton of sounds: consonants in classes, none twice in a row; sounds without one are their own. */
export function skeletonOf(sound: string): string {
  let skeleton = '';
  for (const [at, letter] of Array.from(sound).entries()) {
    const first = at === 0 ? FIRST[letter] : undefined;
    const one = letter >= '0' && letter <= '9' ? letter : (first ?? CLASSES[letter] ?? '');
    if (one !== '' && (!skeleton.endsWith(one) || one <= '9')) skeleton += one;
  }
  return skeleton === '' ? sound : skeleton;
}

function soundOfRun(run: Record<string, string | undefined>): string {
  const { latin, arabic, indic, digits } = run;
  if (latin !== undefined) return latinSounds(latin.normalize('NFD').replace(ACCENTS, ''));
  if (arabic !== undefined) return arabicSounds(arabic.replace(ARABIC_MARKS, ''));
  if (indic !== undefined) return indicRuns(indic.replace(JOINERS, ''));
  return digits === undefined ? '' : digits.normalize('NFKC');
}

// A word may change its block: names in two scripts.
function indicRuns(letters: string): string {
  let sound = '';
  let run = '';
  for (const letter of letters) {
    if (run !== '' && blockOf(letter) !== blockOf(run)) {
      sound += indicSounds(run);
      run = '';
    }
    run += letter;
  }
  return sound + indicSounds(run);
}

/** @returns whose letters a word is written in, as far as it says what they leave out. */
export function writingOf(word: string): Sounding['writing'] {
  if (TAMIL_LETTERS.test(word)) return 'tamil';
  return ARABIC_LETTERS.test(word) ? 'arabic' : 'other';
}

function blockOf(text: string): number {
  return (text.codePointAt(0) ?? 0) & ~0x7f;
}
