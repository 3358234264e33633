// The parts of a sentence, and whose the numbers in them are. No parser: commas, conjunctions and nearness. What stands
// nearest before a number in its own part owns it; else the neighbouring parts, else the sentence before.

import phrases from '../../data/quantities.json' with { type: 'json' };
import type { ReadSentence, ReadToken } from '../text/read-article.ts';

/** From a token to the one behind the last. */
export interface Clause {
  from: number;
  to: number;
}

/** Who or what a number belongs to. */
export interface Owner {
  /** Of its words: `Kestrel Mobility` has two. */
  keys: readonly string[];
  /** As written. */
  text: string;
  /** 1 for the nearest, less for others. */
  weight: number;
}

export interface Owners {
  /** Names that are no places, strongest first, at most 4. */
  names: readonly Owner[];
  places: readonly Owner[];
}

const OWNERS_MAX = 4;
/** Names of the sentence before that `it` or `the company` may mean. */
const OWNERS_BEFORE = 2;
const MARKS = /^[,;:()–—"“”।]$/u;

const CONJUNCTIONS = new Map<string, ReadonlySet<string>>(
  Object.entries(phrases.conjunctions).map(([language, words]) => [
    language,
    new Set(words.normalize('NFC').split('|')),
  ]),
);
const EXAMPLE_BEFORE: Readonly<Record<string, string>> = phrases.example.before;
const EXAMPLE_AFTER: Readonly<Record<string, string>> = phrases.example.after;

export interface OwnerSearch {
  /** The sentence before this one, for `it` and `the company`. */
  before: ReadSentence | undefined;
  /** Keys that own nothing: the media that are cited, and whoever only speaks. */
  excluded: ReadonlySet<string>;
  /** The key that the counted thing would have as a name: in scripts without capitals it may look like one. */
  noun: string;
}

/** @returns the parts of a sentence in order, without the marks and words between them. */
export function clausesOf({ tokens }: ReadSentence, language: string): Clause[] {
  const clauses: Clause[] = [];
  let from = 0;
  for (const [at, token] of tokens.entries()) {
    const parts =
      token.kind === 'mark'
        ? MARKS.test(token.text)
        : CONJUNCTIONS.get(language)?.has(token.lower) === true;
    if (!parts) continue;
    if (at > from) clauses.push({ from, to: at });
    from = token.kind === 'mark' ? at + 1 : at;
  }
  if (tokens.length > from) clauses.push({ from, to: tokens.length });
  return clauses;
}

/**
 * @param at token of the number.
 */
export function ownersOf(
  sentence: ReadSentence,
  at: number,
  language: string,
  { before, excluded, noun }: OwnerSearch,
): Owners {
  const clauses = clausesOf(sentence, language);
  const own = clauses.findIndex(({ from, to }) => at >= from && at < to);
  const found = new Found(excluded, noun);
  for (const [index, weight] of order(clauses, own)) {
    const clause = clauses[index];
    if (clause === undefined) continue;
    for (const name of nearestFirst(sentence.tokens, clause, index === own ? at : undefined)) {
      if (!isExample(sentence.tokens, name, language)) found.add(name, weight);
    }
  }
  if (found.names.length === 0 && before !== undefined) {
    for (const name of namesIn(before.tokens, 0, before.tokens.length)) {
      if (found.names.length < OWNERS_BEFORE) found.add(name, 0.6);
    }
  }
  return { names: found.names.slice(0, OWNERS_MAX), places: found.places.slice(0, OWNERS_MAX) };
}

class Found {
  readonly names: Owner[] = [];
  readonly places: Owner[] = [];
  readonly #excluded: ReadonlySet<string>;
  readonly #noun: string;

  constructor(excluded: ReadonlySet<string>, noun: string) {
    this.#excluded = excluded;
    this.#noun = noun;
  }

  add(name: readonly ReadToken[], weight: number): void {
    const keys = name.flatMap(({ names }) => names[0] ?? []);
    if (keys.every((key) => this.#excluded.has(key)) || keys.includes(this.#noun)) return;
    const isPlace = name.some(({ place }) => place !== '');
    const list = isPlace ? this.places : this.names;
    if (list.some((owner) => owner.keys.some((key) => keys.includes(key)))) return;
    const text = name.map((token) => token.text.replace(/['’]s?$/, '')).join(' ');
    // Each further name is less probably the owner.
    list.push({ keys, text, weight: weight * 0.7 ** list.length });
  }
}

/** The number's own part first; then what stands before it, or, when it opens the sentence, what follows. */
function order(clauses: readonly Clause[], own: number): [number, number][] {
  const before = clauses
    .slice(0, Math.max(own, 0))
    .map((_, index): [number, number] => [own - 1 - index, 0.8]);
  const after = clauses.slice(own + 1).map((_, index): [number, number] => [own + 1 + index, 0.7]);
  return [[own, 1], ...(own === 0 ? after : [...before, ...after])];
}

function nearestFirst(
  tokens: readonly ReadToken[],
  { from, to }: Clause,
  at: number | undefined,
): ReadToken[][] {
  if (at === undefined) return namesIn(tokens, from, to);
  // `users of TikTok`: what follows is as near, but owns less often.
  return [...namesIn(tokens, from, at).toReversed(), ...namesIn(tokens, at, to)];
}

/** Names as runs of words; a place stands alone. */
function namesIn(tokens: readonly ReadToken[], from: number, to: number): ReadToken[][] {
  const found: ReadToken[][] = [];
  let last = -2;
  for (let at = from; at < to; at += 1) {
    const token = tokens[at];
    if (token === undefined || token.names.length === 0) continue;
    const run = found.at(-1);
    // `TikTok's India` is two: the possessive ends a name.
    const goesOn =
      at === last + 1 &&
      run !== undefined &&
      token.place === '' &&
      run.every(({ place, text }) => place === '' && !/['’]s?$/.test(text));
    if (goesOn) run.push(token);
    else found.push([token]);
    last = at;
  }
  return found;
}

/** `apps including TikTok` are not TikTok's. */
function isExample(
  tokens: readonly ReadToken[],
  name: readonly ReadToken[],
  language: string,
): boolean {
  const at = tokens.findIndex((token) => token === name[0]);
  const before = EXAMPLE_BEFORE[language];
  if (before !== undefined) {
    const words = tokens
      .slice(Math.max(0, at - 5), at)
      .map(({ lower }) => lower)
      .join(' ');
    return new RegExp(`(?:^| )(?:${before})(?: (?:\\p{L}+|,|and|dan))*$`, 'u').test(words);
  }
  const after = EXAMPLE_AFTER[language];
  const next = tokens[at + name.length]?.lower ?? '';
  return after !== undefined && new RegExp(`^(?:${after})`, 'u').test(next);
}
