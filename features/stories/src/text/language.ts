// Which language a text is in: by its script, and among those of one script by their small words. For texts that come
// without a statement; a feed's own statement wins.

import stopwords from '../../data/stopwords.json' with { type: 'json' };
import { scriptOf, type Script } from './scripts.ts';

const STOPWORDS: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries(stopwords).map(([language, words]) => [
    language,
    new Set(words.normalize('NFC').split(' ')),
  ]),
);

const BY_SCRIPT: Readonly<Partial<Record<Script, string>>> = {
  Beng: 'bn',
  Guru: 'pa',
  Gujr: 'gu',
  Orya: 'or',
  Taml: 'ta',
  Telu: 'te',
  Knda: 'kn',
  Mlym: 'ml',
  Arab: 'ur',
};
/** Small words of Marathi and Assamese that Hindi and Bengali lack. */
const MARATHI = /(?:^|\s)(?:आहे|आणि|होते|झाले|केली|म्हणाले|येथे|नाही)(?=\s|[.,।])/u;
const ASSAMESE = /[ৰৱ]/u;
/** Enough of a text to know its language by. */
const LOOKED_AT = 2_000;

/** @returns whether the lower-case word only holds sentences together. */
export function isStopword(lower: string, language: string): boolean {
  return STOPWORDS.get(language)?.has(lower) === true;
}

/** @returns BCP 47, one of our content languages; English when nothing speaks for another. Cost: reads 2,000 letters. */
export function detectLanguage(text: string): string {
  const sample = text.slice(0, LOOKED_AT);
  const counts = new Map<Script, number>();
  for (const letter of sample) {
    const script = scriptOf(letter.codePointAt(0) ?? 0);
    if (script !== 'Zyyy') counts.set(script, (counts.get(script) ?? 0) + 1);
  }
  const [script = 'Latn'] = [...counts].toSorted(([, a], [, b]) => b - a)[0] ?? [];
  if (script === 'Deva') return MARATHI.test(sample) ? 'mr' : 'hi';
  if (script === 'Beng') return ASSAMESE.test(sample) ? 'as' : 'bn';
  return BY_SCRIPT[script] ?? latinLanguage(sample);
}

function latinLanguage(sample: string): string {
  const words = sample.toLowerCase().split(/[^\p{L}']+/u);
  const hits = (language: string): number =>
    words.filter((word) => isStopword(word, language)).length;
  return hits('id') > hits('en') ? 'id' : 'en';
}
