// The score of a candidate in the pipeline: its features, quantised as they will be logged, weighed by the region's table.

import type { Scorer } from '@jhalak/pipeline';
import { FEATURE_COUNT } from '@jhalak/taste';
import type { FeedQuery } from './query.ts';
import { featuresOf } from './ranking/features.ts';

/** Fills the page's rows of features, in the order of the candidates, for the selector to rank by. */
export const weightsScorer: Scorer<FeedQuery, number> = {
  name: 'weights',
  score(query, candidates, scores) {
    const { work } = query;
    work.features = featuresOf(query, candidates);
    for (let index = 0; index < candidates.length; index += 1)
      scores[index] = (scores[index] ?? 0) + work.ranking.sum(work.features, index * FEATURE_COUNT);
  },
};
