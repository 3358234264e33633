// One key for a name in all scripts: the consonants as coarse Latin classes, without vowels, voice, breath and length.
// `Bloomberg`, `ब्लूमबर्ग`, `ப்ளூம்பெர்க்` and `బ్లూమ్‌బర్గ్` are all PLMPRK. Tamil writes one letter for k, g and h, so the
// classes can't be finer. A key says "may be the same name"; rarity and context decide.

import { indicOffset, scriptOfWord, type Script } from './scripts.ts';

/** Longer keys add nothing; names are shorter. */
const KEY_MAX = 14;
/** Below this many consonants a key takes vowels in, or most short names would collide. */
const CONSONANTS_ENOUGH = 3;

/** Consonants by offset in an Indic block, from 0x15 (ka) to 0x39 (ha). */
const INDIC_CONSONANTS = 'KKKKNSSSSNTTTTNTTTTNNPPPPMYRRLLLVSSSA';
/** Letters with a dot below, 0x58 to 0x5f: qa, kha, gha, za, rra, rha, fa, ya. */
const INDIC_DOTTED = 'KKKSRRPY';
const SIGN_CANDRABINDU = 0x01;
const SIGN_ANUSVARA = 0x02;
const NUKTA = 0x3c;
const VOWEL_SIGN_R = 0x43;
const VIRAMA = 0x4d;
const NGA = 0x19;

/** Vowels by offset, both independent (0x05..) and as signs (0x3e..): i-like and u-like; a-like ones are not kept. */
const FRONT = new Set([0x07, 0x08, 0x0e, 0x0f, 0x10, 0x3f, 0x40, 0x46, 0x47, 0x48]);
const BACK = new Set([0x09, 0x0a, 0x11, 0x12, 0x13, 0x14, 0x41, 0x42, 0x49, 0x4a, 0x4b, 0x4c]);

/**
 * @param word one word in any of our scripts, without inflection where the script writes it into the word.
 * @returns 3 to 14 letters of KSTPMNRLVYA; for names of fewer consonants those with vowels `i` and `u` between, behind
 * `-`; empty when the word has no consonant or is in an unknown script. Cost: linear, under a microsecond.
 */
export function skeletonOf(word: string): string {
  const script = scriptOfWord(word);
  const full = script === 'Latn' ? latinClasses(word) : indicClasses(word, script);
  const consonants = squeeze(full.replace(/[iu]/g, ''));
  const letters = consonants.startsWith('A') ? consonants.length - 1 : consonants.length;
  if (letters >= CONSONANTS_ENOUGH) return consonants.slice(0, KEY_MAX);
  if (letters === 0) return '';
  // Only the first and the last vowel: those between are written loosely (Google, గూగుల్).
  const [, first = '', rest = '', last = ''] =
    /^(A?[iu]*[^iuA][iu]*)(.*?)([iu]*)$/.exec(squeeze(full)) ?? [];
  const key = squeeze(first + rest.replace(/[iu]/g, '') + last);
  return key.length < 2 ? '' : `-${key}`;
}

/** Doubled letters are one: Tamil doubles where Hindi does not. */
function squeeze(classes: string): string {
  return classes.replace(/(.)\1+/g, '$1');
}

const LATIN_RULES: readonly (readonly [RegExp, string])[] = [
  [/tion|sion/g, 'SN'],
  [/ch(?=[rlnt]|ae)/g, 'K'],
  [/tch|sch|sh|ch/g, 'S'],
  [/ph/g, 'P'],
  [/ck/g, 'K'],
  [/qu(?=[aeio])/g, 'KV'],
  [/q/g, 'K'],
  [/x/g, 'KS'],
  [/dg(?=e)/g, 'S'],
  [/ge$|^ge(?=[on])/g, 'Si'],
  [/c(?=[eiy])/g, 'S'],
  [/^h?(?=[aeiou])|^h/g, 'A'],
  [/(?<=[a-z])e$/g, ''],
  [/[jsz]+/g, 'S'],
  [/[ckg]/g, 'K'],
  [/[td]/g, 'T'],
  [/[pbf]/g, 'P'],
  [/^y/g, 'Y'],
  [/y(?=[aou])/g, ''],
  [/w(?![aeiouhy])/g, 'u'],
  [/[vw]/g, 'V'],
  [/[eiy]+/g, 'i'],
  [/[ou]+/g, 'u'],
  [/m/g, 'M'],
  [/n/g, 'N'],
  [/r/g, 'R'],
  [/l/g, 'L'],
];

function latinClasses(word: string): string {
  let text = word
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/['’]s$/, '')
    .replace(/[^a-z]/g, '');
  for (const [pattern, classes] of LATIN_RULES) text = text.replace(pattern, classes);
  return text.replace(/[^KSTPMNRLVYAiu]/g, '');
}

function indicClasses(word: string, script: Script): string {
  const offsets = Array.from(word.replace(/[\u200c\u200d]/g, ''), (letter) =>
    indicOffset(letter.codePointAt(0) ?? 0),
  );
  let classes = '';
  for (let index = 0; index < offsets.length; index += 1) {
    classes += indicClass(offsets, index, script);
  }
  return classes.replace(/(?!^)[AY]/g, '');
}

function indicClass(offsets: readonly number[], index: number, script: Script): string {
  const offset = offsets[index] ?? -1;
  const next = offsets[index + 1] ?? -1;
  if (offset === SIGN_ANUSVARA || offset === SIGN_CANDRABINDU) return nasal(next, script);
  if (offset === NGA && script === 'Taml') {
    // Tamil writes a final -ng as nga with a virama, and -ng- as nga, virama, ka.
    return next === VIRAMA && offsets[index + 2] !== 0x15 ? 'NK' : 'N';
  }
  if (offset >= 0x15 && offset <= 0x39) {
    if (next === NUKTA && (offset === 0x21 || offset === 0x22)) return 'R';
    if (next === NUKTA && offset === 0x1c) return 'S';
    return INDIC_CONSONANTS[offset - 0x15] ?? '';
  }
  if (offset >= 0x58 && offset <= 0x5f) return INDIC_DOTTED[offset - 0x58] ?? '';
  if (offset === VOWEL_SIGN_R) return 'Ri';
  const vowel = FRONT.has(offset) ? 'i' : BACK.has(offset) ? 'u' : '';
  return index === 0 && offset >= 0x05 && offset <= 0x14 ? `A${vowel}` : vowel;
}

/** A nasal dot sounds like the consonant behind it; at the end of a word it is m in the south, and no consonant in Hindi. */
function nasal(next: number, script: Script): string {
  if (next >= 0x2a && next <= 0x2e) return 'M';
  if (next === 0x39) return 'NK';
  if (next >= 0x15 && next <= 0x38) return 'N';
  return script === 'Telu' || script === 'Knda' || script === 'Mlym' ? 'M' : '';
}
