// The words that news is made of, in five languages, as concepts: `sell`, `बिक्री` and `விற்பனை` are one. Written for this
// project; the table is data/lexicon.json. Inflecting scripts match by beginnings, Latin ones by stems.

import rows from '../../data/lexicon.json' with { type: 'json' };
import { stem } from './stems.ts';

/** e: event or act. n: thing that is counted. m: amount that is measured. r: role of a person. g: says little. */
export type ConceptKind = 'e' | 'n' | 'm' | 'r' | 'g';

export interface Concept {
  id: string;
  kind: ConceptKind;
  /** The genre that it speaks for. */
  genre?: string;
}

export interface Found {
  concept: Concept;
  /** Words taken, 1 to 3. */
  words: number;
}

const LANGUAGES = ['en', 'hi', 'ta', 'te', 'id'] as const;
/** Letters that an ending may add to a beginning. Tamil and Telugu pile endings up. */
const ENDING_MAX: Readonly<Record<string, number>> = { hi: 4, ta: 14, te: 12 };
/** What Hindi hangs onto a word; anything else makes another word: टिकट is no टिकटॉक. */
const HINDI_ENDING = /^(?:[ािीुूेैोौंँ]|़|ने|ना|नी|न|ता|ते|ती|या|ये|यी|ए|ई|ओ|इ|कर|के|ित|ीय|वाल|दार|ेग|ग|ह)+$/u;
/** What a word loses before an ending: தேர்தல், தேர்தலில்; விபத்து, விபத்தில்; हादसा, हादसे. */
const LOST_AT_ENDINGS = /[்ుுాा]$/u;
/** Shorter beginnings than this match only whole words. */
const BEGINNING_MIN = 3;

interface Table {
  /** Whole words. */
  exact: Map<string, Concept>;
  /** Words without endings, of languages that are stemmed. */
  stems: Map<string, Concept>;
  /** Beginnings of words. */
  beginnings: Map<string, Concept>;
  /** By first word: the words behind it. */
  phrases: Map<string, { rest: string[]; concept: Concept }[]>;
}

const CONCEPTS = new Map<string, Concept>();
const LABELS = new Map<string, string>();
const TABLES = new Map<string, Table>(
  LANGUAGES.map((language) => [
    language,
    { exact: new Map(), stems: new Map(), beginnings: new Map(), phrases: new Map() },
  ]),
);

for (const [id = '', kinds = '', ...words] of rows) {
  const [kind = 'g', genre] = kinds.split(' ');
  const concept: Concept = { id, kind: kindOf(kind), ...(genre === undefined ? {} : { genre }) };
  CONCEPTS.set(id, concept);
  LABELS.set(id, labelIn(words[0] ?? '', kind));
  for (const [index, language] of LANGUAGES.entries()) {
    for (const word of (words[index] ?? '').normalize('NFC').split(' ')) {
      if (word !== '') enter(language, word, concept);
    }
  }
}

function labelIn(english: string, kind: string): string {
  const plain = english.split(' ').map((word) => word.replace(/=$/, '').replaceAll('_', ' '));
  const [first = ''] = plain;
  const plural = plain.find((word) => word === `${first}s` || word === `${first}es`);
  return kind === 'n' && plural !== undefined ? plural : first;
}

function kindOf(letter: string): ConceptKind {
  return letter === 'e' || letter === 'n' || letter === 'm' || letter === 'r' ? letter : 'g';
}

function enter(language: string, word: string, concept: Concept): void {
  const table = TABLES.get(language);
  if (table === undefined) return;
  const plain = word.replace(/=$/, '').replace(/[\u200c\u200d]/g, '');
  if (plain.includes('_')) {
    const [first = '', ...rest] = plain.split('_');
    table.phrases.set(first, [...(table.phrases.get(first) ?? []), { rest, concept }]);
    return;
  }
  const latin = language === 'en' || language === 'id';
  if (!table.exact.has(plain)) table.exact.set(plain, concept);
  if (word.endsWith('=')) return;
  if (latin) {
    const base = stem(plain, language);
    if (!table.stems.has(base)) table.stems.set(base, concept);
  } else {
    const base = plain.replace(LOST_AT_ENDINGS, '');
    const beginning = base.length > BEGINNING_MIN ? base : plain;
    for (const one of [beginning, ...tamilBeginnings(plain)]) {
      if (one.length >= BEGINNING_MIN && !table.beginnings.has(one))
        table.beginnings.set(one, concept);
    }
  }
}

/** நிலையம், நிலையங்கள், நிலையத்தில்: what a word in -ம் becomes before its endings. */
function tamilBeginnings(word: string): string[] {
  const base = word.endsWith('ம்') ? word.slice(0, -'ம்'.length) : '';
  return base.length < BEGINNING_MIN ? [] : [`${base}ங்க`, `${base}த்த`];
}

/** @returns the first English plural of a counted thing, else its first word: `users`, `magnitude`. */
export function conceptLabel(id: string): string | undefined {
  return LABELS.get(id);
}

/** @returns ids of all concepts of a kind, in the table's order. */
export function conceptsOf(kind: ConceptKind): string[] {
  return [...CONCEPTS.values()].filter((concept) => concept.kind === kind).map(({ id }) => id);
}

/** @returns the first word that a language has for a concept, or undefined. */
export function wordFor(id: string, language: string): string | undefined {
  const row = rows.find(([one]) => one === id);
  const words = row?.[2 + LANGUAGES.findIndex((one) => one === language)] ?? '';
  return words
    .split(' ')
    .find((word) => word !== '' && !word.includes('_'))
    ?.replace(/=$/, '');
}

/** @returns a concept by its id. */
export function conceptById(id: string): Concept | undefined {
  return CONCEPTS.get(id);
}

/**
 * @param words lower-case words of a sentence, marks as empty texts.
 * @param at where to look.
 * @returns the concept that begins there; the longest wins. Cost: a few map look-ups.
 */
export function findConcept(
  words: readonly string[],
  at: number,
  language: string,
): Found | undefined {
  const table = TABLES.get(language);
  const word = words[at] ?? '';
  if (table === undefined || word === '') return undefined;
  for (const { rest, concept } of table.phrases.get(word) ?? []) {
    const last = rest.length - 1;
    const matches = rest.every((part, index) => {
      const other = words[at + 1 + index] ?? '';
      return other === part || (index === last && part.length > 2 && other.startsWith(part));
    });
    if (matches) return { concept, words: 1 + rest.length };
  }
  const concept = table.exact.get(word) ?? inflected(table, word, language);
  return concept === undefined ? undefined : { concept, words: 1 };
}

function inflected(table: Table, word: string, language: string): Concept | undefined {
  if (language === 'en' || language === 'id') {
    if (word.length <= BEGINNING_MIN) return undefined;
    return (
      table.exact.get(word.replace(/(?:nya|lah|kah)$/, '')) ?? table.stems.get(stem(word, language))
    );
  }
  return byBeginning(table, word, language);
}

function byBeginning(table: Table, word: string, language: string): Concept | undefined {
  const shortest = Math.max(BEGINNING_MIN, word.length - (ENDING_MAX[language] ?? 0));
  for (let length = word.length; length >= shortest; length -= 1) {
    const concept = table.beginnings.get(word.slice(0, length));
    if (concept === undefined) continue;
    if (language !== 'hi' || HINDI_ENDING.test(word.slice(length))) return concept;
  }
  return undefined;
}
