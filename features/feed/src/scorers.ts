// The score of a candidate is a sum of weighted features, each between -1 and 1. Weights are data of the region.

import { DAY_MS } from '@jhalak/kernel';
import type { Scorer } from '@jhalak/pipeline';
import { askedFor } from './choices/asked.ts';
import { leaningTo, type FeedCandidate, type FeedQuery } from './query.ts';

type FeedScorer = Scorer<FeedQuery, FeedCandidate>;

/** How much each feature counts. Set by hand from EVIDENCE.md's order: own history > co-watch > popularity. */
export interface RankWeights {
  related: number;
  genreLeaning: number;
  languageLeaning: number;
  creatorLeaning: number;
  chosenLanguage: number;
  otherLanguage: number;
  chosenGenre: number;
  followed: number;
  asked: number;
  popularity: number;
  freshness: number;
  needsExposure: number;
}

/** Author: the founders; from 2026-11-22 until measured ones replace them (issue 6). */
export const RANK_WEIGHTS: RankWeights = {
  related: 1.6,
  genreLeaning: 2.2,
  languageLeaning: 1.2,
  creatorLeaning: 0.6,
  chosenLanguage: 1,
  otherLanguage: -1.6,
  chosenGenre: 0.8,
  followed: 1,
  asked: 2.5,
  popularity: 0.7,
  freshness: 0.5,
  needsExposure: 0.3,
};

/** Repeats stand below everything unseen, whatever its score. */
const REPEAT_FLOOR = -1_000;
/** A clip with fewer impressions has a claim to be shown. */
const EXPOSURE_CLAIM = 20;
const FRESH_MS = 2 * DAY_MS;

export function feedScorers(weights: RankWeights): FeedScorer[] {
  return [interest(weights), choices(weights), quality(weights), repeat];
}

function interest(weights: RankWeights): FeedScorer {
  return {
    name: 'interest',
    score({ taste, followed }, candidates, scores) {
      for (const [index, candidate] of candidates.entries()) {
        let score = followed.has(candidate.creatorId) ? weights.followed : 0;
        if (taste !== undefined) {
          score +=
            weights.related * candidate.related +
            weights.genreLeaning * leaningTo(taste.genres, candidate.genre) +
            weights.languageLeaning * leaningTo(taste.languages, candidate.language) +
            weights.creatorLeaning * leaningTo(taste.creators, candidate.creatorId);
        }
        scores[index] = (scores[index] ?? 0) + score;
      }
    },
  };
}

function choices(weights: RankWeights): FeedScorer {
  return {
    name: 'choices',
    score({ chosenLanguages, chosenGenres, taste, asked }, candidates, scores) {
      for (const [index, candidate] of candidates.entries()) {
        const { language, genre } = candidate;
        let score = weights.asked * askedFor(asked, candidate);
        if (chosenGenres.includes(genre)) score += weights.chosenGenre;
        if (chosenLanguages.includes(language)) score += weights.chosenLanguage;
        // Watching another language is choosing it.
        else if (chosenLanguages.length > 0)
          score += weights.otherLanguage * (1 - Math.max(0, leaningTo(taste?.languages, language)));
        scores[index] = (scores[index] ?? 0) + score;
      }
    },
  };
}

function quality(weights: RankWeights): FeedScorer {
  return {
    name: 'quality',
    score({ items, nowMs }, candidates, scores) {
      const unit = items.worth(nowMs);
      let most = 0;
      for (const { item } of candidates) most = Math.max(most, items.popularity(item) / unit);
      const full = Math.log1p(most) || 1;
      for (const [index, { item }] of candidates.entries()) {
        const ageMs = Math.max(0, nowMs - items.facts(item).publishedAtMs);
        scores[index] =
          (scores[index] ?? 0) +
          (weights.popularity * Math.log1p(items.popularity(item) / unit)) / full +
          weights.freshness * Math.exp(-ageMs / FRESH_MS) +
          (items.impressions(item) < EXPOSURE_CLAIM ? weights.needsExposure : 0);
      }
    },
  };
}

// Among repeats only the time since the last showing counts: the longest ago comes first.
const repeat: FeedScorer = {
  name: 'repeat',
  score({ nowMs }, candidates, scores) {
    for (const [index, { seenAtMs }] of candidates.entries()) {
      if (seenAtMs > 0)
        scores[index] = REPEAT_FLOOR + Math.min(1, (nowMs - seenAtMs) / (365 * DAY_MS));
    }
  },
};
