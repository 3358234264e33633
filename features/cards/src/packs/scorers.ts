// The score of a card is a sum of weighted features, each between -1 and 1. Its objective is the lock screen's own: to be
// looked at longer, opened, kept and passed on, and not to be swiped away. Weights are data of the region.

import type { Scorer } from '@jhalak/pipeline';
import { askedFor } from '@jhalak/taste';
import { leaningTo, type PackCandidate, type PackQuery } from './query.ts';

type PackScorer = Scorer<PackQuery, PackCandidate>;

/** How much each feature counts. */
export interface PackWeights {
  freshness: number;
  trend: number;
  /** Share of glances that led to more, at its largest among the candidates. */
  wanted: number;
  /** The desk wrote it. */
  editor: number;
  /** Nobody knows yet how it does. */
  needsGlances: number;
  genreLeaning: number;
  languageLeaning: number;
  creatorLeaning: number;
  chosenGenre: number;
  related: number;
  followed: number;
  /** Asked for more (1) or less (-1). */
  asked: number;
}

/** Author: the founders; from 2026-11-22 until measured ones replace them (issue 6). */
export const PACK_WEIGHTS: PackWeights = {
  freshness: 1.2,
  trend: 0.9,
  wanted: 0.7,
  editor: 0.6,
  needsGlances: 0.2,
  genreLeaning: 0.8,
  languageLeaning: 0.4,
  creatorLeaning: 0.5,
  chosenGenre: 0.5,
  related: 0.8,
  followed: 0.8,
  asked: 2.5,
};

/** A card with fewer glances has a claim to be shown. */
const GLANCES_CLAIM = 50;

export function packScorers(weights: PackWeights): PackScorer[] {
  return [worth(weights), interest(weights)];
}

// The same for everybody.
function worth(weights: PackWeights): PackScorer {
  return {
    name: 'worth',
    score(_query, candidates, scores) {
      let most = 0;
      for (const { standing } of candidates) most = Math.max(most, standing.wanted);
      for (const [index, { card, standing, freshness }] of candidates.entries()) {
        scores[index] =
          (scores[index] ?? 0) +
          weights.freshness * freshness +
          weights.trend * card.trend * freshness +
          (most === 0 ? 0 : (weights.wanted * standing.wanted) / most) +
          (card.kind === 'desk' ? weights.editor : 0) +
          (standing.glances < GLANCES_CLAIM ? weights.needsGlances : 0);
      }
    },
  };
}

function interest(weights: PackWeights): PackScorer {
  return {
    name: 'interest',
    score({ taste, caller, followed, related, asked }, candidates, scores) {
      for (const [index, { card }] of candidates.entries()) {
        const creator = card.personId ?? '';
        let score = caller?.genres.includes(card.text.genre) === true ? weights.chosenGenre : 0;
        if (followed.has(creator)) score += weights.followed;
        score += weights.related * (related.get(card.itemId) ?? 0);
        const { genre } = card.text;
        score +=
          weights.asked * askedFor(asked, { creatorId: creator, genre, language: card.language });
        if (taste !== undefined) {
          score +=
            weights.genreLeaning * leaningTo(taste.genres, card.text.genre) +
            weights.languageLeaning * leaningTo(taste.languages, card.language) +
            weights.creatorLeaning * leaningTo(taste.creators, creator);
        }
        scores[index] = (scores[index] ?? 0) + score;
      }
    },
  };
}
