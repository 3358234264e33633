// Computes the features of all candidates of a page at once, quantised as they are served, logged and learned from.

import { DAY_MS, MINUTE_MS } from '@jhalak/kernel';
import {
  durationBucket,
  DURATION_BUCKETS,
  FEATURE_COUNT,
  FEATURE_NAMES,
  RANK_FEATURES,
  toByte,
  type RankFeature,
} from '@jhalak/taste';
import { askedFor } from '../choices/asked.ts';
import { leaningTo, type FeedQuery } from '../query.ts';

/** A clip with fewer impressions has a claim to be shown. */
const EXPOSURE_CLAIM = 20;
const FRESH_MS = 2 * DAY_MS;
const YEAR_MS = 365 * DAY_MS;
const AGE_FULL = Math.log1p(365);
const DURATION_FULL = Math.log1p(10 * MINUTE_MS);
/** Watches of a clip, or of one length by a viewer, that an average weighs against: one watch says little. */
const HELD_PRIOR = 3;
const AVERAGE_LEVEL = 0.4;
/** The newest watches that tell how a viewer watches clips of a length. */
const WATCHES_MAX = 50;

/** What holds for the whole page: computed once, not once a candidate. */
interface PageFacts {
  query: FeedQuery;
  /** Rows of the candidates, and their items, in the order of the features' rows. */
  rows: Int32Array;
  items: Int32Array;
  unit: number;
  /** By candidate, in the unit of watches. */
  popularities: Float64Array;
  fullPopularity: number;
  agesMs: Float64Array;
  /** By duration bucket: how fully the viewer watches such clips. */
  levels: Float64Array;
  attention: number;
  history: number;
}

/** Says a feature of all candidates, in their order. */
type Fill = (page: PageFacts, values: Float64Array) => void;

/** One a feature: the type checker asks for each. Loops over numbers, each of one kind: they compile to little. */
const FILLS: Readonly<Record<RankFeature, Fill>> = {
  related: (page, values) => known(page, page.query.work.candidates.related, values),
  coVisit: (page, values) => known(page, page.query.work.candidates.coVisit, values),
  sequence: (page, values) => known(page, page.query.work.candidates.sequence, values),
  trend: (page, values) => known(page, page.query.work.candidates.trend, values),
  genreLeaning(page, values) {
    const { query, items } = page;
    const all = query.items.genres.names.map((name) => leaningTo(query.taste?.genres, name));
    for (let at = 0; at < values.length; at += 1)
      values[at] = all[query.items.genreOf(items[at] ?? 0)] ?? 0;
  },
  languageLeaning: (page, values) =>
    byLanguage(page, values, (name) => leaningTo(page.query.taste?.languages, name)),
  creatorLeaning({ query, items }, values) {
    const leanings = new Map<number, number>();
    const own = query.taste?.creators;
    for (const name in own) leanings.set(query.items.creators.known(name), leaningTo(own, name));
    for (let at = 0; at < values.length; at += 1)
      values[at] = leanings.get(query.items.creatorOf(items[at] ?? 0)) ?? 0;
  },
  chosenLanguage: (page, values) =>
    byLanguage(page, values, (name) => (page.query.chosenLanguages.includes(name) ? 1 : 0)),
  otherLanguage: (page, values) =>
    byLanguage(page, values, (name) => otherLanguage(page.query, name)),
  chosenGenre({ query, items }, values) {
    const chosen = query.chosenGenres.map((name) => query.items.genres.known(name));
    for (let at = 0; at < values.length; at += 1)
      values[at] = chosen.includes(query.items.genreOf(items[at] ?? 0)) ? 1 : 0;
  },
  followed({ query, rows }, values) {
    const { followed } = query;
    const { facts } = query.work.candidates;
    if (followed.size === 0) return;
    for (let at = 0; at < values.length; at += 1)
      values[at] = followed.has(facts[rows[at] ?? 0]?.creatorId ?? '') ? 1 : 0;
  },
  asked({ query, rows }, values) {
    const { creator, genre, language } = query.asked.lean;
    if (creator.size + genre.size + language.size === 0) return;
    for (let at = 0; at < values.length; at += 1) {
      const facts = query.work.candidates.facts[rows[at] ?? 0];
      values[at] = facts === undefined ? 0 : askedFor(query.asked, facts);
    }
  },
  content: (page, values) => known(page, page.query.work.candidates.content, values),
  quality: (page, values) => known(page, page.query.work.candidates.quality, values),
  popularity({ popularities, fullPopularity }, values) {
    for (let at = 0; at < values.length; at += 1)
      values[at] = Math.log1p(popularities[at] ?? 0) / fullPopularity;
  },
  freshness({ agesMs }, values) {
    for (let at = 0; at < values.length; at += 1)
      values[at] = Math.exp(-(agesMs[at] ?? 0) / FRESH_MS);
  },
  needsExposure({ query, items }, values) {
    for (let at = 0; at < values.length; at += 1)
      values[at] = query.items.impressions(items[at] ?? 0) < EXPOSURE_CLAIM ? 1 : 0;
  },
  age({ agesMs }, values) {
    for (let at = 0; at < values.length; at += 1)
      values[at] = Math.log1p((agesMs[at] ?? 0) / DAY_MS) / AGE_FULL;
  },
  duration({ query, items }, values) {
    for (let at = 0; at < values.length; at += 1)
      values[at] = Math.log1p(query.items.durationMs(items[at] ?? 0)) / DURATION_FULL;
  },
  durationMatch({ query, items, levels }, values) {
    for (let at = 0; at < values.length; at += 1)
      values[at] = levels[durationBucket(query.items.durationMs(items[at] ?? 0))] ?? 0;
  },
  held({ query, items, unit, popularities }, values) {
    for (let at = 0; at < values.length; at += 1)
      values[at] =
        ((popularities[at] ?? 0) + HELD_PRIOR * AVERAGE_LEVEL) /
        (query.items.watches(items[at] ?? 0) / unit + HELD_PRIOR);
  },
  attention: ({ attention }, values) => void values.fill(attention),
  history: ({ history }, values) => void values.fill(history),
  seenAge({ query, rows }, values) {
    const { seenAtMs } = query.work.candidates;
    for (let at = 0; at < values.length; at += 1)
      values[at] = seenAge(query.nowMs, seenAtMs[rows[at] ?? 0] ?? 0);
  },
};

/**
 * @param candidates rows of the page's candidates.
 * @returns a row of FEATURE_COUNT bytes a candidate, in their order.
 * Cost: some 0.2 µs a candidate.
 */
export function featuresOf(query: FeedQuery, candidates: readonly number[]): Uint8Array {
  const page = pageFacts(query, candidates);
  const count = candidates.length;
  const bytes = new Uint8Array(count * FEATURE_COUNT);
  const values = new Float64Array(count);
  for (const [place, name] of FEATURE_NAMES.entries()) {
    values.fill(0);
    FILLS[name](page, values);
    const kind = RANK_FEATURES[name];
    for (let at = 0, byte = place; at < count; at += 1, byte += FEATURE_COUNT)
      bytes[byte] = toByte(kind, values[at] ?? 0);
  }
  return bytes;
}

function known({ rows }: PageFacts, column: Float64Array, values: Float64Array): void {
  for (let at = 0; at < values.length; at += 1) values[at] = column[rows[at] ?? 0] ?? 0;
}

function byLanguage(
  { query, items }: PageFacts,
  values: Float64Array,
  worthOf: (language: string) => number,
): void {
  const all = query.items.languages.names.map(worthOf);
  for (let at = 0; at < values.length; at += 1)
    values[at] = all[query.items.languageOf(items[at] ?? 0)] ?? 0;
}

function pageFacts(query: FeedQuery, candidates: readonly number[]): PageFacts {
  const { items, nowMs, taste, work } = query;
  const unit = items.worth(nowMs);
  const rows = Int32Array.from(candidates);
  const indexes = rows.map((row) => work.candidates.items[row] ?? 0);
  const popularities = new Float64Array(rows.length);
  const agesMs = new Float64Array(rows.length);
  let most = 0;
  for (let at = 0; at < rows.length; at += 1) {
    const item = indexes[at] ?? 0;
    const popularity = items.popularity(item) / unit;
    popularities[at] = popularity;
    most = Math.max(most, popularity);
    agesMs[at] = Math.max(0, nowMs - items.publishedAtMs(item));
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
    ...{ query, rows, items: indexes, unit, popularities, agesMs },
    fullPopularity: Math.log1p(most) || 1,
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
