// What is compared of an article: its names, concepts, words, figures and days, each weighed by where it stands. News
// says first what is new, so the headline and the first sentences weigh most and the background little.

import { isMediaKey } from '../text/media-keys.ts';
import { placeSize, type PlaceSize } from '../text/places.ts';
import { ordinalOf } from '../text/numbers.ts';
import type { ReadArticle, ReadSentence, ReadToken } from '../text/read-article.ts';
import { skeletonOf } from '../text/skeleton.ts';
import { bareWord } from '../text/stems.ts';
import { bandKeys, signatureOf } from './signature.ts';

/** Key to weight by place, 0 to 2. */
export type Weights = ReadonlyMap<string, number>;

/** What is kept of an article while its story may still grow: some 10 KB. */
export interface Traits {
  id: string;
  language: string;
  publishedAtMs: number;
  /** `n:` and `p:` keys. */
  names: Weights;
  /** Surely names: shown by a capital, or a known place. */
  proper: ReadonlySet<string>;
  /** Those of the names that are places, with their size. */
  places: ReadonlyMap<string, PlaceSize>;
  /** `c:` keys of the lexicon. */
  concepts: Weights;
  /** `w:` stems of this language. */
  words: Weights;
  /** `f:` values that are no small round numbers. */
  figures: Weights;
  /** Days that it speaks of, as `2021-02-13`. */
  days: ReadonlySet<string>;
  /** `o:match` to 2, for `the second match`. */
  ordinals: ReadonlyMap<string, number>;
  signature: Uint32Array;
  bands: readonly string[];
}

/** Sentences that are compared; what stands later is background. */
const SENTENCES_COMPARED = 14;
/** How much the n-th sentence weighs, headline or first sentence first. */
const PLACE_WEIGHTS = [2, 1.5, 1.1, 0.9, 0.7, 0.6, 0.5, 0.45, 0.4, 0.35, 0.3, 0.3, 0.25, 0.25];
/** A key that comes again counts a little more, at most so much. */
const AGAIN_SHARE = 0.25;
const WEIGHT_MAX = 3;
/** Another reading of a name (without its ending, spoken letters) counts half. */
const READING_SHARE = 0.5;
/** Consonants of a name that may be half of one, and of two together. */
const SHORT_MAX = 4;
const JOINED_MIN = 4;
/** Keys kept of each sort: bounds memory and the time of a comparison. */
const KEYS_MAX = 90;

/** @returns what is compared of an article. Cost: some 0.1 ms. */
export function traitsOf(read: ReadArticle): Traits {
  const names = new Tally();
  const concepts = new Tally();
  const words = new Tally();
  const figures = new Tally();
  const proper = new Set<string>();
  const places = new Map<string, PlaceSize>();
  const days = new Set<string>();
  const ordinals = new Map<string, number>();
  for (const [index, sentence] of read.sentences.slice(0, SENTENCES_COMPARED).entries()) {
    const weight = PLACE_WEIGHTS[index] ?? 0;
    for (const key of joinedKeys(sentence.tokens)) names.add(key, weight * READING_SHARE);
    for (const token of sentence.tokens)
      addToken(token, weight, { names, concepts, words, proper, places });
    for (const key of figureKeys(sentence)) figures.add(key, weight);
    for (const { date } of sentence.dates) if (date.length === 10) days.add(date);
    if (index < 3) addOrdinals(ordinals, sentence, read.language);
  }
  const signature = signatureOf(
    read.sentences.flatMap(({ tokens }) =>
      tokens.flatMap(({ stem }) => (stem === '' ? [] : [stem])),
    ),
  );
  return {
    id: read.article.id,
    language: read.language,
    publishedAtMs: read.article.publishedAtMs,
    names: names.top(),
    proper,
    places,
    concepts: concepts.top(),
    words: words.top(),
    figures: figures.top(),
    days,
    ordinals,
    signature,
    bands: bandKeys(signature),
  };
}

interface Tallies {
  names: Tally;
  concepts: Tally;
  words: Tally;
  proper: Set<string>;
  places: Map<string, PlaceSize>;
}

function addToken(
  token: ReadToken,
  weight: number,
  { names, concepts, words, proper, places }: Tallies,
): void {
  for (const [index, key] of token.names.entries()) {
    if (isMediaKey(key)) continue;
    names.add(key, index === 0 ? weight : weight * READING_SHARE);
    if (token.proper) proper.add(key);
    if (index === 0 && token.place !== '') places.set(key, placeSize(token.place));
  }
  if (token.concept !== undefined) concepts.add(`c:${token.concept.id}`, weight);
  if (token.stem !== '') words.add(`w:${token.stem}`, weight);
}

/** `Byte Dance` is `ByteDance`, `రైల్ యాత్ర` is `RailYatra`: short names side by side may be one. */
function joinedKeys(tokens: readonly ReadToken[]): string[] {
  return tokens.flatMap((token, at) => {
    const next = tokens[at + 1];
    if (next === undefined || !isShortName(token) || !isShortName(next)) return [];
    const key = skeletonOf(token.text + bareWord(next.text));
    return key.length >= JOINED_MIN ? [`n:${key}`] : [];
  });
}

function isShortName({ names, place }: ReadToken): boolean {
  const key = names[0];
  return key !== undefined && place === '' && key.replace(/^n:-?/, '').length <= SHORT_MAX;
}

/** Years, days of a date and small round numbers are in every text; the rest marks an event. */
function figureKeys({ numbers, dates, tokens }: ReadSentence): string[] {
  return numbers.flatMap(({ value, vague, from, to }) => {
    const inDate = dates.some((date) => from < date.to && to > date.from);
    const glued =
      tokens[from]?.glued === true &&
      tokens[from - 1]?.kind === 'word' &&
      tokens[from]?.kind === 'number';
    if (inDate || vague !== undefined || glued || value < 3) return [];
    return [`f:${value}`];
  });
}

function addOrdinals(
  ordinals: Map<string, number>,
  { tokens }: ReadSentence,
  language: string,
): void {
  for (const [at, token] of tokens.entries()) {
    const ordinal = ordinalOf(token, tokens[at + 1], language);
    if (ordinal === undefined) continue;
    const around =
      language === 'id' ? tokens.slice(Math.max(0, at - 2), at) : tokens.slice(at + 1, at + 4);
    for (const { concept } of around) {
      if (concept !== undefined && COUNTED.has(concept.id))
        ordinals.set(`o:${concept.id}`, ordinal);
    }
  }
}

/** Things that come in a row, so that the first is not the second. */
const COUNTED = new Set([
  'match',
  'cricket',
  'series',
  'quarter',
  'elect',
  'semifinal',
  'exam',
  'launch',
  'satellite',
  'train',
]);

class Tally {
  readonly #weights = new Map<string, number>();

  add(key: string, weight: number): void {
    const before = this.#weights.get(key);
    this.#weights.set(
      key,
      before === undefined
        ? weight
        : Math.min(WEIGHT_MAX, Math.max(before, weight) + AGAIN_SHARE * Math.min(before, weight)),
    );
  }

  top(): Map<string, number> {
    if (this.#weights.size <= KEYS_MAX) return this.#weights;
    return new Map([...this.#weights].toSorted(([, a], [, b]) => b - a).slice(0, KEYS_MAX));
  }
}
