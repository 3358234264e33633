// Which language a text is in: by its script, and among those of one script by their small words. For texts that come
// without a statement; a feed's own statement wins.

import common from '../../data/common.json' with { type: 'json' };
import stopwords from '../../data/stopwords.json' with { type: 'json' };
import { findConcept } from './lexicon.ts';
import { scriptOf, type Script } from './scripts.ts';

const STOPWORDS: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries(stopwords).map(([language, words]) => [
    language,
    new Set(words.normalize('NFC').split(' ')),
  ]),
);

/** Words of scripts without capitals that are no names; a star stands for any ending. */
const COMMON: ReadonlyMap<string, { whole: ReadonlySet<string>; beginnings: ReadonlySet<string> }> =
  new Map(
    Object.entries(common).map(([language, list]) => {
      const words = list.normalize('NFC').split(' ');
      return [
        language,
        {
          whole: new Set(words.filter((word) => !word.endsWith('*'))),
          beginnings: new Set(
            words.filter((word) => word.endsWith('*')).map((word) => word.slice(0, -1)),
          ),
        },
      ];
    }),
  );
/** Endings of verbs that stand at the end of a sentence: names do not end so. */
const VERBS: Readonly<Record<string, RegExp>> = {
  ta: /(?:த்தார்|ந்தார்|னார்|ட்டார்|ற்றார்|கிறார்|வார்கள்|கின்றனர்|ந்தனர்|த்தனர்|ட்டனர்|ப்பட்டது|ள்ளது|ள்ளார்|ள்ளனர்|கிறது|ந்தது|த்தது|ப்படும்|ப்படுகிறது|வதாக|ததாக|ட்டதாக|யதாக|ந்து|க்கப்பட்ட)$/u,
  te: /(?:ింది|ిందని|ించారు|శారు|న్నారు|యారు|ట్టారు|తోంది|నుంది|నున్నారు|ుతుంది|ాయి|ాయని|ారని|డంతో|డానికి|ేందుకు|ించి|లేదు|బడింది|ించింది|ుతున్న|ాల్సి|ాలని)$/u,
};
const VERB_MIN = 5;
const BEGINNING_MIN = 3;

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

/** @returns whether a word of a script without capitals is a common one, and so no name. Cost: a few look-ups. */
export function isCommon(word: string, language: string): boolean {
  const list = COMMON.get(language);
  if (list === undefined) return false;
  if (list.whole.has(word)) return true;
  if (word.length >= VERB_MIN && VERBS[language]?.test(word) === true) return true;
  for (let length = word.length; length >= BEGINNING_MIN; length -= 1) {
    if (list.beginnings.has(word.slice(0, length))) return true;
  }
  return false;
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

/** By small words, words that the lexicon knows in one language only, and what Indonesian builds its words with. */
function latinLanguage(sample: string): string {
  const words = sample.toLowerCase().split(/[^\p{L}']+/u);
  let indonesian = 0;
  for (const [at, word] of words.entries()) {
    if (word.length < 2) continue;
    indonesian += evidence(words, at, 'id') - evidence(words, at, 'en');
    if (INDONESIAN.test(word)) indonesian += AFFIX_WEIGHT;
  }
  return indonesian > 0 ? 'id' : 'en';
}

const INDONESIAN = /^(?:me[mn]|di|ber|ter|pe[mn])[a-z]{4,}(?:kan|nya|i|an)?$|^[a-z]{4,}nya$/;
/** English has words that look so too: member, dinner, person. */
const AFFIX_WEIGHT = 0.4;
const KNOWN_WEIGHT = 0.7;

function evidence(words: readonly string[], at: number, language: string): number {
  if (isStopword(words[at] ?? '', language)) return 1;
  return findConcept(words, at, language) === undefined ? 0 : KNOWN_WEIGHT;
}
