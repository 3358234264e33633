// Words that were asked for as one, as tags write them, and stand apart in what is looked for: viratkohli.

import { QUESTION_WORDS_MAX } from '@jhalak/contracts/search';
import type { Queries } from '@jhalak/ports';
import { heard, joinedOf, type AskedWord, type Question } from './question.ts';

/** Shorter parts are ends of words more often than words. Characters. */
const PART_MIN = 3;
/** A part that begins with a mark is no word. */
const BEGINS = /^[\p{L}\p{N}]/u;

const KNOWN = {
  name: 'search.known_words',
  text: 'SELECT word, documents FROM search_words WHERE word = ANY($1::text[])',
};

/**
 * @returns the question with each word that is in no document, and is made of two that are, as these two; the most frequent
 * pair where there are several. Cost: one look-up, none for short words.
 */
export async function apart(queries: Queries, question: Question): Promise<Question> {
  const pairs = question.words.map(({ word }) => pairsOf(word));
  const parts = pairs.flat(2);
  if (parts.length === 0) return question;
  const rows = await queries.query<{ word: string; documents: number }>(KNOWN, [
    [...parts, ...question.words.map(({ word }) => word)],
  ]);
  const known = new Map(rows.map(({ word, documents }) => [word, documents]));
  const words: AskedWord[] = [];
  for (const [at, asked] of question.words.entries()) {
    const pair = known.has(asked.word) ? undefined : bestOf(pairs[at] ?? [], known);
    if (pair === undefined) words.push(asked);
    else words.push(...pair.map((part) => heard(part, part)));
  }
  if (words.length === question.words.length || words.length > QUESTION_WORDS_MAX) return question;
  return { ...question, words, joined: joinedOf(words) };
}

function pairsOf(word: string): (readonly [string, string])[] {
  const letters = Array.from(word);
  const pairs: (readonly [string, string])[] = [];
  for (let at = PART_MIN; at <= letters.length - PART_MIN; at += 1) {
    const rest = letters.slice(at).join('');
    if (BEGINS.test(rest)) pairs.push([letters.slice(0, at).join(''), rest]);
  }
  return pairs;
}

function bestOf(
  pairs: readonly (readonly [string, string])[],
  known: ReadonlyMap<string, number>,
): readonly [string, string] | undefined {
  let best: { pair: readonly [string, string]; documents: number } | undefined;
  for (const pair of pairs) {
    const documents = Math.min(known.get(pair[0]) ?? 0, known.get(pair[1]) ?? 0);
    if (documents > (best?.documents ?? 0)) best = { pair, documents };
  }
  return best?.pair;
}
