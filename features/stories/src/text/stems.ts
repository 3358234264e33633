// Words without their endings, roughly: enough that two papers' words for one thing meet. Never shown to anyone.

import { scriptOfWord } from './scripts.ts';

/** A stem keeps at least so many letters. */
const STEM_MIN = 3;

const TAMIL_ENDINGS =
  'களிலிருந்து த்திலிருந்து யிலிருந்து ிலிருந்து லிருந்து களுக்கும் களுக்கு களிடம் களில் களின் களால் களும் களை கள் த்தினர் த்தின் த்தில் த்துக்கு த்திற்கு த்தை த்தால் த்துடன் யினுடைய ினுடைய யிடமிருந்து யிடம் ிடம் யின் வின் ின் யில் வில் ில் யால் வால் ால் யுடன் வுடன் ுடன் யுக்கும் யுக்கு ுக்கும் ிற்கும் ிற்கு ுக்கு க்கும் க்கு யையும் ையும் வையும் யை வை யும் வும் ும் ாக ான தான்'.split(
    ' ',
  );
const TELUGU_ENDINGS =
  'లలోని లోని లోనే లోనూ లోను లోకి లలో ల్లో లకు లను లతో లో కూడా కు కి ని ను తో చే పై కోసం నుంచి నుండి యొక్క లు ల గా దే కే'.split(
    ' ',
  );
const HINDI_ENDINGS = 'ियों ाओं ुओं ों ें ियां ियाँ'.split(' ');

/** @returns a name or noun without its case ending, where its script writes that into the word. */
export function bareWord(word: string): string {
  const script = scriptOfWord(word);
  const plain = word.replace(/[\u200c\u200d]/g, '');
  if (script === 'Taml') return withoutEnding(plain, TAMIL_ENDINGS);
  if (script === 'Telu') return withoutEnding(plain, TELUGU_ENDINGS);
  return plain;
}

function withoutEnding(word: string, endings: readonly string[]): string {
  for (const ending of endings) {
    if (word.endsWith(ending) && word.length - ending.length >= STEM_MIN) {
      return word.slice(0, -ending.length);
    }
  }
  return word;
}

/** @param lower a lower-case word. @returns its stem in the language; the word itself where none is known. */
export function stem(lower: string, language: string): string {
  switch (language) {
    case 'en':
      return englishStem(lower);
    case 'id':
      return indonesianStem(lower);
    case 'hi':
      return withoutEnding(lower, HINDI_ENDINGS);
    default:
      return bareWord(lower);
  }
}

function englishStem(word: string): string {
  if (word.length <= STEM_MIN) return word;
  let stem = word;
  if (stem.endsWith('ies') && stem.length > 4) stem = `${stem.slice(0, -3)}y`;
  else if (/[^siu]s$/.test(stem)) stem = stem.slice(0, -1);
  if (stem.endsWith('ing') && stem.length > 5) stem = single(stem.slice(0, -3));
  else if (stem.endsWith('ed') && stem.length > 4) stem = single(stem.slice(0, -2));
  return stem.length > 4 && stem.endsWith('e') ? stem.slice(0, -1) : stem;
}

/** banned, banning -> ban; but filled -> fill. */
function single(stem: string): string {
  return /([bdgmnprt])\1$/.test(stem) ? stem.slice(0, -1) : stem;
}

function indonesianStem(word: string): string {
  let stem = word.replace(/(?:nya|lah|kah|pun)$/, '');
  if (stem.length < STEM_MIN + 2) return stem.length >= STEM_MIN ? stem : word;
  stem = stem.replace(
    /^(?:memper|diper|meng|meny|mem|men|me|ber|ter|di|peng|peny|pem|pen|per|pe|ke|se)(?=[a-z]{4})/,
    '',
  );
  return stem.replace(/(?<=[a-z]{4})(?:kan|an|i)$/, '');
}
