// Words, numbers and marks of a sentence, with where they stand.

import { asciiDigits } from './scripts.ts';

export interface Token {
  kind: 'word' | 'number' | 'mark';
  /** As written; digits of numbers are ASCII. */
  text: string;
  lower: string;
  /** Where it stands in the sentence, in UTF-16 units. */
  start: number;
  end: number;
  /** No space between this token and the one before. */
  glued: boolean;
}

/** Sentences are cut to 1,200 letters; this bound is never met by prose. */
const TOKENS_MAX = 600;

/** A word may hold joiners and apostrophes; `U.S.` is one word; a number holds its separators. */
const PIECE =
  /(?:\p{Lu}\.){2,}|\p{Nd}+(?:[.,]\p{Nd}+)*|[\p{L}\p{M}\u200c\u200d]+(?:['’][\p{L}\p{M}]+)*|[^\s\p{L}\p{M}\p{Nd}]/gu;

/** @returns the tokens of one sentence, at most 600. Cost: linear. */
export function tokenize(sentence: string): Token[] {
  const tokens: Token[] = [];
  let end = -1;
  for (const match of sentence.matchAll(PIECE)) {
    const raw = match[0];
    const kind = kindOf(raw);
    const text = kind === 'number' ? asciiDigits(raw) : raw;
    const start = match.index;
    tokens.push({
      kind,
      text,
      lower: lowered(text),
      start,
      end: start + raw.length,
      glued: start === end,
    });
    end = start + raw.length;
    if (tokens.length >= TOKENS_MAX) break;
  }
  return tokens;
}

function kindOf(raw: string): Token['kind'] {
  if (/^\p{Nd}/u.test(raw)) return 'number';
  return /^[\p{L}\p{M}\u200c\u200d]/u.test(raw) ? 'word' : 'mark';
}

/** Lower case, without joiners and the English possessive. */
function lowered(text: string): string {
  return text
    .replace(/[\u200c\u200d]/g, '')
    .replace(/['’]s$/i, '')
    .replace(/['’]$/, '')
    .replace(/\./g, '')
    .toLowerCase();
}
