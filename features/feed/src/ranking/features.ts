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
import { leaningTo, type FeedCandidate, type FeedQuery } from '../query.ts';

/** A clip with fewer impressions has a claim to be shown. */
const EXPOSURE_CLAIM = 20;
const FRESH_MS = 2 * DAY_MS;
const YEAR_MS = 365 * DAY_MS;
const LONG_CLIP_MS = 10 * MINUTE_MS;
/** Watches of a clip, or of one length by a viewer, that an average weighs against: one watch says little. */
const HELD_PRIOR = 3;
const AVERAGE_LEVEL = 0.4;
/** The newest watches that tell how a viewer watches clips of a length. */
const WATCHES_MAX = 50;

/** Kinds by place: looking one up by name costs more than the byte. */
const KINDS = FEATURE_NAMES.map((name) => RANK_FEATURES[name]);

/** What holds for the whole page: computed once, not once a candidate. */
interface PageFacts {
  query: FeedQuery;
  unit: number;
  fullPopularity: number;
  /** By duration bucket: how fully the viewer watches such clips. */
  levels: Float64Array;
  attention: number;
  history: number;
}

type Compute = (page: PageFacts, candidate: FeedCandidate) => number;

/** One a feature: the type checker asks for each. */
const COMPUTE: Readonly<Record<RankFeature, Compute>> = {
  related: (_page, { related }) => related,
  coVisit: (_page, { coVisit }) => coVisit,
  sequence: (_page, { sequence }) => sequence,
  trend: (_page, { trend }) => trend,
  genreLeaning: ({ query }, { genre }) => leaningTo(query.taste?.genres, genre),
  languageLeaning: ({ query }, { language }) => leaningTo(query.taste?.languages, language),
  creatorLeaning: ({ query }, { creatorId }) => leaningTo(query.taste?.creators, creatorId),
  chosenLanguage: ({ query }, { language }) => (query.chosenLanguages.includes(language) ? 1 : 0),
  otherLanguage: ({ query }, { language }) => otherLanguage(query, language),
  chosenGenre: ({ query }, { genre }) => (query.chosenGenres.includes(genre) ? 1 : 0),
  followed: ({ query }, { creatorId }) => (query.followed.has(creatorId) ? 1 : 0),
  asked: ({ query }, candidate) => askedFor(query.asked, candidate),
  content: (_page, { content }) => content,
  quality: (_page, { quality }) => quality,
  popularity: ({ query, unit, fullPopularity }, { item }) =>
    Math.log1p(query.items.popularity(item) / unit) / fullPopularity,
  freshness: ({ query }, { item }) => Math.exp(-ageMs(query, item) / FRESH_MS),
  needsExposure: ({ query }, { item }) => (query.items.impressions(item) < EXPOSURE_CLAIM ? 1 : 0),
  age: ({ query }, { item }) => Math.log1p(ageMs(query, item) / DAY_MS) / Math.log1p(365),
  duration: ({ query }, { item }) =>
    Math.log1p(query.items.facts(item).durationMs) / Math.log1p(LONG_CLIP_MS),
  durationMatch: ({ query, levels }, { item }) =>
    levels[durationBucket(query.items.facts(item).durationMs)] ?? 0,
  held: ({ query, unit }, { item }) =>
    (query.items.popularity(item) / unit + HELD_PRIOR * AVERAGE_LEVEL) /
    (query.items.watches(item) / unit + HELD_PRIOR),
  attention: ({ attention }) => attention,
  history: ({ history }) => history,
  seenAge: ({ query }, { seenAtMs }) => seenAge(query.nowMs, seenAtMs),
};
const COMPUTES = FEATURE_NAMES.map((name) => COMPUTE[name]);

/**
 * @returns a row of FEATURE_COUNT bytes a candidate, in their order.
 * Cost: some 2 µs a candidate.
 */
export function featuresOf(query: FeedQuery, candidates: readonly FeedCandidate[]): Uint8Array {
  const page = pageFacts(query, candidates);
  const bytes = new Uint8Array(candidates.length * FEATURE_COUNT);
  let at = 0;
  for (const candidate of candidates) {
    for (let place = 0; place < FEATURE_COUNT; place += 1) {
      const compute = COMPUTES[place];
      const kind = KINDS[place];
      if (compute !== undefined && kind !== undefined)
        bytes[at] = toByte(kind, compute(page, candidate));
      at += 1;
    }
  }
  return bytes;
}

function pageFacts(query: FeedQuery, candidates: readonly FeedCandidate[]): PageFacts {
  const { items, nowMs, taste } = query;
  const unit = items.worth(nowMs);
  let most = 0;
  for (const { item } of candidates) most = Math.max(most, items.popularity(item) / unit);
  const recent = taste?.recent ?? [];
  const sums = new Float64Array(DURATION_BUCKETS);
  const counts = new Float64Array(DURATION_BUCKETS);
  let levelSum = 0;
  for (const { video, level } of recent.slice(-WATCHES_MAX)) {
    levelSum += level;
    const item = items.indexOf(video);
    if (item === undefined) continue;
    const bucket = durationBucket(items.facts(item).durationMs);
    sums[bucket] = (sums[bucket] ?? 0) + level;
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
  const shown = Math.min(recent.length, WATCHES_MAX);
  const attention = (levelSum + HELD_PRIOR * AVERAGE_LEVEL) / (shown + HELD_PRIOR);
  return {
    query,
    unit,
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

function ageMs({ items, nowMs }: FeedQuery, item: number): number {
  return Math.max(0, nowMs - items.facts(item).publishedAtMs);
}

// At least one step above zero, which means never.
function seenAge(nowMs: number, seenAtMs: number): number {
  if (seenAtMs <= 0) return 0;
  const ago =
    Math.log1p(Math.max(0, nowMs - seenAtMs) / MINUTE_MS) / Math.log1p(YEAR_MS / MINUTE_MS);
  return Math.max(1 / 255, ago);
}
