// Which words of the index each asked word may mean, and how surely: as it is written, as it begins, as it sounds, as it may
// have been mistyped.

import type { Queries } from '@jhalak/ports';
import { soundDistance } from '../sound/distance.ts';
import { writingOf } from '../sound/sounds.ts';
import { heard, type AskedWord, type Question } from './question.ts';
import { slipsOf } from './slips.ts';

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
/** A tag written as one word for two asked ones. */
const JOINED = 0.96;
/** Known words that one mistyped word may have been, those of most documents first. */
const SLIPS_MAX = 6;
const SLIPPED_TRUST = 0.97;
/** Behind every letter that a word can begin with. */
const LAST_LETTER = '\u{10ffff}';

interface WordRow {
  at: number;
  how: 'same' | 'skeleton' | 'alike';
  word: string;
  sound: string;
}

/** A word to be looked for, and what it stands for. */
interface Hearing {
  asked: AskedWord;
  /** Which words of the question it would answer. */
  answers: readonly number[];
  /** How surely it was meant, 0 to 1. */
  trust: number;
}

const SOUND_ALIKE = {
  name: 'search.sound_alike',
  text: `SELECT q.at::int AS at, w.how, w.word, w.sound
    FROM unnest($1::text[], $2::text[], $3::text[], $6::boolean[]) WITH ORDINALITY AS q(word, sound, skeleton, as_asked, at)
    CROSS JOIN LATERAL (
      (SELECT 'same' AS how, word, sound FROM search_words WHERE word = q.word)
      UNION ALL
      (SELECT 'skeleton', word, sound FROM search_words WHERE skeleton = q.skeleton
        ORDER BY similarity(sound, q.sound) DESC, word LIMIT $4)
      UNION ALL
      (SELECT 'alike', word, sound FROM search_words
        WHERE q.as_asked AND sound % q.sound AND skeleton <> q.skeleton
        ORDER BY similarity(sound, q.sound) DESC, word LIMIT $5)
    ) AS w`,
};
const SLIPPED = {
  name: 'search.slipped',
  text: `SELECT word, shown FROM search_words WHERE word = ANY($1::text[]) ORDER BY documents DESC, word LIMIT $2`,
};
const BEGUN = {
  name: 'search.begun',
  text: `SELECT word, sound, documents FROM (
      (SELECT word, sound, documents FROM search_words WHERE word >= $1 AND word < $2 LIMIT $5)
      UNION
      (SELECT word, sound, documents FROM search_words WHERE sound >= $3 AND sound < $4 LIMIT $5)
    ) AS w ORDER BY documents DESC, word LIMIT $6`,
};

/** @returns one entry for each word of the question, in its order. Cost: two statements, three or more with unknown words. */
export async function meaningsOf(queries: Queries, question: Question): Promise<Meanings[]> {
  const meanings = question.words.map(() => new Map<string, number>());
  const unknown = await hear(queries, meanings, [
    ...question.words.map((asked, at) => ({ asked, answers: [at], trust: 1 })),
    ...question.joined.map((asked, at) => ({ asked, answers: [at, at + 1], trust: JOINED })),
  ]);
  await hear(queries, meanings, await meantBy(queries, unknown));
  const last = question.words.at(-1);
  const lastMeanings = meanings.at(-1);
  if (last !== undefined && lastMeanings !== undefined)
    for (const { word, sound } of await begunBy(queries, last))
      add(lastMeanings, word, begunSureness(last, word, sound));
  return meanings.map(surest);
}

/** Adds what these words may mean. @returns those that are in no document as they are written. */
async function hear(
  queries: Queries,
  into: readonly Map<string, number>[],
  hearings: readonly Hearing[],
): Promise<Hearing[]> {
  if (hearings.length === 0) return [];
  const rows = await queries.query<WordRow>(SOUND_ALIKE, [
    hearings.map(({ asked }) => asked.word),
    hearings.map(({ asked }) => asked.sound),
    hearings.map(({ asked }) => asked.skeleton),
    SKELETONS_READ_MAX,
    ALIKE_READ_MAX,
    // What is only guessed to be meant is not guessed from further.
    hearings.map(({ trust }) => trust === 1),
  ]);
  const known = new Set<number>();
  for (const { at, how, word, sound } of rows) {
    const hearing = hearings[at - 1];
    if (hearing === undefined) continue;
    if (how === 'same') known.add(at - 1);
    const sure = hearing.trust * sureness(hearing.asked, how, word, sound);
    for (const answer of hearing.answers) {
      const meaning = into[answer];
      if (meaning !== undefined) add(meaning, word, sure);
    }
  }
  return hearings.filter(({ trust }, at) => trust === 1 && !known.has(at));
}

// Words that are in the index, one slip of the finger away from asked ones that are not.
async function meantBy(queries: Queries, unknown: readonly Hearing[]): Promise<Hearing[]> {
  const meant: Hearing[] = [];
  for (const { asked, answers } of unknown) {
    const slips = slipsOf(asked.word);
    if (slips.length === 0) continue;
    const rows = await queries.query<{ word: string; shown: string }>(SLIPPED, [slips, SLIPS_MAX]);
    for (const { word, shown } of rows)
      meant.push({ asked: heard(word, shown), answers, trust: SLIPPED_TRUST });
  }
  return meant;
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
  const far = soundDistance(asked, { sound, writing: writingOf(word) });
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
