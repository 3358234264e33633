// Which words of the index each asked word may mean, and how surely: as it is written, as it begins, as it sounds, as it may
// have been mistyped.

import type { Queries } from '@jhalak/ports';
import { soundDistance } from '../sound/distance.ts';
import type { AskedWord, Question } from './question.ts';

/** What one asked word may mean: words of the index with how surely, 0 to 1. */
export type Meanings = ReadonlyMap<string, number>;

/** From here on a word is as good as named; see `sureness`. */
export const SURE_FROM = 0.6;
/** Words that one asked word may mean, the surest: each is one more look into the index. */
const MEANINGS_MAX = 48;
/** Read of each kind, then compared: a few hundred microseconds. */
const SKELETONS_READ_MAX = 400;
const ALIKE_READ_MAX = 80;
const BEGUN_READ_MAX = 40;
/** A beginning of a letter or two fits thousands of words; so many are looked at for the most frequent ones. */
const BEGUN_LOOKED_MAX = 2_000;
/** Sounds that are further apart are other words; short ones have little to be told apart by. */
const FINE_UP_TO = 0.13;
const WIDE_UP_TO = 0.32;
const TYPED_UP_TO = 0.27;
const SHORT_SOUND = 4;
const SHORT_UP_TO = 0.21;
const SHORTEST_SOUND = 2;
const SHORTEST_UP_TO = 0.05;
/** Behind every letter that a word can begin with. */
const LAST_LETTER = '\u{10ffff}';

interface WordRow {
  at: number;
  how: 'same' | 'skeleton' | 'alike';
  word: string;
  sound: string;
}

const SOUND_ALIKE = {
  name: 'search.sound_alike',
  text: `SELECT q.at::int AS at, w.how, w.word, w.sound
    FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS q(word, sound, skeleton, at)
    CROSS JOIN LATERAL (
      (SELECT 'same' AS how, word, sound FROM search_words WHERE word = q.word)
      UNION ALL
      (SELECT 'skeleton', word, sound FROM search_words WHERE skeleton = q.skeleton
        ORDER BY similarity(sound, q.sound) DESC, word LIMIT $4)
      UNION ALL
      (SELECT 'alike', word, sound FROM search_words WHERE sound % q.sound AND skeleton <> q.skeleton
        ORDER BY similarity(sound, q.sound) DESC, word LIMIT $5)
    ) AS w`,
};
const BEGUN = {
  name: 'search.begun',
  text: `SELECT word, sound, documents FROM (
      (SELECT word, sound, documents FROM search_words WHERE word >= $1 AND word < $2 LIMIT $5)
      UNION
      (SELECT word, sound, documents FROM search_words WHERE sound >= $3 AND sound < $4 LIMIT $5)
    ) AS w ORDER BY documents DESC, word LIMIT $6`,
};

/** @returns one entry for each word of the question, in its order. Cost: two statements. */
export async function meaningsOf(queries: Queries, question: Question): Promise<Meanings[]> {
  const { words } = question;
  const rows = await queries.query<WordRow>(SOUND_ALIKE, [
    words.map(({ word }) => word),
    words.map(({ sound }) => sound),
    words.map(({ skeleton }) => skeleton),
    SKELETONS_READ_MAX,
    ALIKE_READ_MAX,
  ]);
  const meanings = words.map(() => new Map<string, number>());
  for (const { at, how, word, sound } of rows) {
    const asked = words[at - 1];
    const into = meanings[at - 1];
    if (asked !== undefined && into !== undefined)
      add(into, word, sureness(asked, how, word, sound));
  }
  const last = words.at(-1);
  const lastMeanings = meanings.at(-1);
  if (last !== undefined && lastMeanings !== undefined)
    for (const { word, sound } of await begunBy(queries, last))
      add(lastMeanings, word, begunSureness(last, word, sound));
  return meanings.map(surest);
}

/** A word that begins as an asked one does. */
export interface BegunWord {
  word: string;
  sound: string;
  documents: number;
}

/** @returns words that begin so, by their letters or sounds, those of most documents first. */
export async function begunBy(queries: Queries, asked: AskedWord): Promise<BegunWord[]> {
  const { word } = asked;
  const sound = asked.sound === '' ? word : asked.sound;
  return await queries.query<BegunWord>(BEGUN, [
    word,
    word + LAST_LETTER,
    sound,
    sound + LAST_LETTER,
    BEGUN_LOOKED_MAX,
    BEGUN_READ_MAX,
  ]);
}

function add(into: Map<string, number>, word: string, sure: number): void {
  if (sure > (into.get(word) ?? 0)) into.set(word, sure);
}

function sureness(asked: AskedWord, how: WordRow['how'], word: string, sound: string): number {
  if (word === asked.word) return 1;
  const far = soundDistance(asked.sound, sound);
  const length = Math.min(asked.sound.length, sound.length);
  if (length <= SHORT_SOUND && far > SHORT_UP_TO) return 0;
  if (length <= SHORTEST_SOUND && far > SHORTEST_UP_TO) return 0;
  if (far <= FINE_UP_TO && how === 'skeleton') return 0.85 - far;
  if (how === 'skeleton') return far <= WIDE_UP_TO ? 0.72 - far : 0;
  return far <= TYPED_UP_TO ? 0.58 - far : 0;
}

/** What begins as it is written is surer than what begins as it sounds; the longer the rest, the less. */
export function begunSureness(asked: AskedWord, word: string, sound: string): number {
  if (word.startsWith(asked.word)) return 0.72 + (0.2 * asked.word.length) / word.length;
  return 0.42 + (0.2 * asked.sound.length) / Math.max(sound.length, 1);
}

function surest(meanings: ReadonlyMap<string, number>): Meanings {
  if (meanings.size <= MEANINGS_MAX) return meanings;
  const sorted = [...meanings].toSorted(
    ([left, one], [right, other]) => other - one || (left < right ? -1 : 1),
  );
  return new Map(sorted.slice(0, MEANINGS_MAX));
}
