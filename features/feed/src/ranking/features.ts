// Computes the features of all candidates of a page at once, quantised as they are served, logged and learned from.

import { DAY_MS, MINUTE_MS } from '@jhalak/kernel';
import {
  askedFor,
  durationBucket,
  DURATION_BUCKETS,
  FEATURE_COUNT,
  FEATURE_NAMES,
  RANK_FEATURES,
  toByte,
  type RankFeature,
} from '@jhalak/taste';
import type { Candidates } from '../candidates.ts';
import { leaningTo, type FeedQuery } from '../query.ts';
import {
  AGE_AT,
  BUCKET_AT,
  DURATION_AT,
  FRESHNESS_AT,
  HELD_AT,
  NEEDS_EXPOSURE_AT,
} from './item-features.ts';

const YEAR_MS = 365 * DAY_MS;
/** Watches of one length by a viewer that an average weighs against: one watch says little. */
const HELD_PRIOR = 3;
const AVERAGE_LEVEL = 0.4;
/** The newest watches that tell how a viewer watches clips of a length. */
const WATCHES_MAX = 50;

/** What holds for the whole page: computed once, not once a candidate. */
interface PageFacts {
  query: FeedQuery;
  /** Rows of the candidates, and their items and genres and languages by number, in the order of the features' rows. */
  rows: Int32Array;
  items: Int32Array;
  genres: Int32Array;
  languages: Int32Array;
  fullPopularity: number;
  /** By duration bucket: how fully the viewer watches such clips. */
  levels: Float64Array;
  attention: number;
  history: number;
}

/** One feature's bytes of all candidates: the first stands at `from`, each FEATURE_COUNT further. They begin as those of 0. */
type Fill = (page: PageFacts, bytes: Uint8Array, from: number) => void;

/** One a feature: the type checker asks for each. Loops over numbers, each of one kind: they compile to little. */
const FILLS: Readonly<Record<RankFeature, Fill>> = {
  related: ofRows('related', ({ related }) => related),
  coVisit: ofRows('coVisit', ({ coVisit }) => coVisit),
  sequence: ofRows('sequence', ({ sequence }) => sequence),
  trend: ofRows('trend', ({ trend }) => trend),
  genreLeaning: byGenre('genreLeaning', ({ taste }, name) => leaningTo(taste?.genres, name)),
  languageLeaning: byLanguage('languageLeaning', ({ taste }, name) =>
    leaningTo(taste?.languages, name),
  ),
  creatorLeaning({ query, items }, bytes, from) {
    const leanings = new Map<number, number>();
    const own = query.taste?.creators;
    for (const name in own)
      leanings.set(
        query.items.creators.known(name),
        byteOf('creatorLeaning', leaningTo(own, name)),
      );
    for (let at = 0, to = from; at < items.length; at += 1, to += FEATURE_COUNT) {
      const byte = leanings.get(query.items.creatorOf(items[at] ?? 0));
      if (byte !== undefined) bytes[to] = byte;
    }
  },
  chosenLanguage: byLanguage('chosenLanguage', ({ chosenLanguages }, name) =>
    chosenLanguages.includes(name) ? 1 : 0,
  ),
  otherLanguage: byLanguage('otherLanguage', otherLanguage),
  chosenGenre: byGenre('chosenGenre', ({ chosenGenres }, name) =>
    chosenGenres.includes(name) ? 1 : 0,
  ),
  followed({ query, rows }, bytes, from) {
    const { facts } = query.work.candidates;
    if (query.followed.size === 0) return;
    const full = byteOf('followed', 1);
    for (let at = 0, to = from; at < rows.length; at += 1, to += FEATURE_COUNT)
      if (query.followed.has(facts[rows[at] ?? 0]?.creatorId ?? '')) bytes[to] = full;
  },
  asked({ query, rows }, bytes, from) {
    const { creator, genre, language } = query.asked.lean;
    if (creator.size + genre.size + language.size === 0) return;
    for (let at = 0, to = from; at < rows.length; at += 1, to += FEATURE_COUNT) {
      const facts = query.work.candidates.facts[rows[at] ?? 0];
      if (facts !== undefined) bytes[to] = byteOf('asked', askedFor(query.asked, facts));
    }
  },
  content: ofRows('content', ({ content }) => content),
  quality: ofRows('quality', ({ quality }) => quality),
  popularity({ query, items, fullPopularity }, bytes, from) {
    const { own } = query.work.candidates;
    for (let at = 0, to = from; at < items.length; at += 1, to += FEATURE_COUNT)
      bytes[to] = byteOf('popularity', own.logPopularity(items[at] ?? 0) / fullPopularity);
  },
  freshness: ofItems(FRESHNESS_AT),
  needsExposure: ofItems(NEEDS_EXPOSURE_AT),
  age: ofItems(AGE_AT),
  duration: ofItems(DURATION_AT),
  durationMatch({ query, items, levels }, bytes, from) {
    const { own } = query.work.candidates;
    const all = Array.from(levels, (level) => byteOf('durationMatch', level));
    for (let at = 0, to = from; at < items.length; at += 1, to += FEATURE_COUNT)
      bytes[to] = all[own.byte(items[at] ?? 0, BUCKET_AT)] ?? 0;
  },
  held: ofItems(HELD_AT),
  attention: ({ attention }, bytes, from) =>
    everywhere(bytes, from, byteOf('attention', attention)),
  history: ({ history }, bytes, from) => everywhere(bytes, from, byteOf('history', history)),
  seenAge({ query, rows }, bytes, from) {
    const { seenAtMs } = query.work.candidates;
    for (let at = 0, to = from; at < rows.length; at += 1, to += FEATURE_COUNT) {
      const seenMs = seenAtMs[rows[at] ?? 0] ?? 0;
      if (seenMs > 0) bytes[to] = byteOf('seenAge', seenAge(query.nowMs, seenMs));
    }
  },
};
const FILLS_IN_ORDER = FEATURE_NAMES.map((name) => FILLS[name]);
const ROW_OF_ZEROS = Uint8Array.from(FEATURE_NAMES, (name) => byteOf(name, 0));

/**
 * @param candidates rows of the page's candidates.
 * @returns a row of FEATURE_COUNT bytes a candidate, in their order.
 * Cost: some 0.2 µs a candidate.
 */
export function featuresOf(query: FeedQuery, candidates: readonly number[]): Uint8Array {
  const page = pageFacts(query, candidates);
  const bytes = new Uint8Array(candidates.length * FEATURE_COUNT);
  for (let from = 0; from < bytes.length; from += FEATURE_COUNT) bytes.set(ROW_OF_ZEROS, from);
  for (const [place, fill] of FILLS_IN_ORDER.entries()) fill(page, bytes, place);
  return bytes;
}

function byteOf(name: RankFeature, value: number): number {
  return toByte(RANK_FEATURES[name], value);
}

/** Fills from a column that a source or hydrator wrote; most of it is 0. */
function ofRows(name: RankFeature, columnOf: (candidates: Candidates) => Float64Array): Fill {
  const kind = RANK_FEATURES[name];
  return ({ query, rows }, bytes, from) => {
    const column = columnOf(query.work.candidates);
    for (let at = 0, to = from; at < rows.length; at += 1, to += FEATURE_COUNT) {
      const value = column[rows[at] ?? 0] ?? 0;
      if (value !== 0) bytes[to] = toByte(kind, value);
    }
  };
}

function ofItems(place: number): Fill {
  return ({ query, items }, bytes, from) => {
    const { own } = query.work.candidates;
    for (let at = 0, to = from; at < items.length; at += 1, to += FEATURE_COUNT)
      bytes[to] = own.byte(items[at] ?? 0, place);
  };
}

/** Fills what hangs on the language alone: there are a few. */
function byLanguage(
  name: RankFeature,
  worthOf: (query: FeedQuery, language: string) => number,
): Fill {
  return ({ query, languages }, bytes, from) => {
    const { names } = query.items.languages;
    byNumber(languages, names, (language) => byteOf(name, worthOf(query, language)), bytes, from);
  };
}

function byGenre(name: RankFeature, worthOf: (query: FeedQuery, genre: string) => number): Fill {
  return ({ query, genres }, bytes, from) => {
    const { names } = query.items.genres;
    byNumber(genres, names, (genre) => byteOf(name, worthOf(query, genre)), bytes, from);
  };
}

function byNumber(
  numbers: Int32Array,
  names: readonly string[],
  byteOfName: (name: string) => number,
  bytes: Uint8Array,
  from: number,
): void {
  const all = Uint8Array.from(names, byteOfName);
  for (let at = 0, to = from; at < numbers.length; at += 1, to += FEATURE_COUNT)
    bytes[to] = all[numbers[at] ?? 0] ?? 0;
}

function everywhere(bytes: Uint8Array, from: number, byte: number): void {
  for (let to = from; to < bytes.length; to += FEATURE_COUNT) bytes[to] = byte;
}

function pageFacts(query: FeedQuery, candidates: readonly number[]): PageFacts {
  const { items, nowMs, taste, work } = query;
  const unit = items.worth(nowMs);
  const rows = Int32Array.from(candidates);
  const indexes = new Int32Array(rows.length);
  const genres = new Int32Array(rows.length);
  const languages = new Int32Array(rows.length);
  const { own } = work.candidates;
  let most = 0;
  for (let at = 0; at < rows.length; at += 1) {
    const item = work.candidates.items[rows[at] ?? 0] ?? 0;
    indexes[at] = item;
    genres[at] = items.genreOf(item);
    languages[at] = items.languageOf(item);
    own.refresh(item, nowMs, unit);
    most = Math.max(most, own.logPopularity(item));
  }
  const recent = taste?.recent ?? [];
  const sums = new Float64Array(DURATION_BUCKETS);
  const counts = new Float64Array(DURATION_BUCKETS);
  let levelSum = 0;
  for (const { video, level } of recent.slice(-WATCHES_MAX)) {
    levelSum += level;
    const item = items.indexOf(video);
    if (item === undefined) continue;
    const bucket = durationBucket(items.durationMs(item));
    sums[bucket] = (sums[bucket] ?? 0) + level;
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
  const shown = Math.min(recent.length, WATCHES_MAX);
  const attention = (levelSum + HELD_PRIOR * AVERAGE_LEVEL) / (shown + HELD_PRIOR);
  return {
    ...{ query, rows, items: indexes, genres, languages },
    fullPopularity: most || 1,
    // A length that the viewer never met is expected to be watched as their others are.
    levels: sums.map(
      (sum, bucket) => (sum + HELD_PRIOR * attention) / ((counts[bucket] ?? 0) + HELD_PRIOR),
    ),
    attention,
    history: shown / WATCHES_MAX,
  };
}

// Watching another language is choosing it.
function otherLanguage(query: FeedQuery, language: string): number {
  if (query.chosenLanguages.length === 0 || query.chosenLanguages.includes(language)) return 0;
  return 1 - Math.max(0, leaningTo(query.taste?.languages, language));
}

// At least one step above zero, which means never.
function seenAge(nowMs: number, seenAtMs: number): number {
  if (seenAtMs <= 0) return 0;
  const ago =
    Math.log1p(Math.max(0, nowMs - seenAtMs) / MINUTE_MS) / Math.log1p(YEAR_MS / MINUTE_MS);
  return Math.max(1 / 255, ago);
}
