// The feed's selector: the shortlist is ranked by what the ranker foretells, and the page chosen from it. What it chose from
// is kept for the page's receipt.

import type { SlotServed } from '@jhalak/attention';
import type { Choice, Selector } from '@jhalak/pipeline';
import { FEATURE_COUNT, FEATURE_LIST } from '@jhalak/taste';
import type { FeedCandidate, FeedQuery } from '../query.ts';
import type { PageQuestion } from '../selection/choose-page.ts';
import { chooseBySeed, isPool, ownMixOf } from '../selection/slate-selector.ts';
import { shortlistOf } from '../selection/shortlist.ts';
import { Ranking } from './rank.ts';

/** What the parts of one run hand on to each other and to the receipt. */
export interface PageWork {
  ranking: Ranking;
  /** Rows of all candidates, in their order. */
  features: Uint8Array;
  /** What the page was chosen from; absent until it was. */
  chosenFrom?: ChosenFrom;
}

/** The shortlist as the selector got it, best first, and what it chose. */
interface ChosenFrom {
  question: PageQuestion;
  /** Item indexes of the question's candidates. */
  items: Int32Array;
  /** Rows in the same order. */
  features: Uint8Array;
  /** `index` is a place in the question's candidates. */
  choices: readonly Choice[];
}

/** @returns the work of a new run. */
export function pageWork(table: Ranking['table'], ranker: Ranking['ranker']): PageWork {
  return { ranking: new Ranking(table, ranker), features: new Uint8Array() };
}

/** @param isPlain the best by score alone, nothing that was seen: only for measuring. */
export function rankedPage(isPlain: boolean): Selector<FeedQuery, FeedCandidate> {
  return {
    name: 'slate',
    select(query, candidates, scores, order) {
      const short = rankShortlist(query, candidates, scores, order);
      const shortCandidates = Array.from(short.indexes, (index) => candidates[index]).filter(
        (one) => one !== undefined,
      );
      // Receipts keep claims with half of the digits: the page is chosen with what they keep.
      for (const candidate of shortCandidates) candidate.claim = Math.fround(candidate.claim);
      const { genres, languages } = ownMixOf(query);
      const question: PageQuestion = {
        candidates: shortCandidates,
        scores: short.scores,
        shortlist: Int32Array.from(short.indexes.keys()),
        limit: query.limit,
        inOrder: query.mode === 'following',
        ownGenres: genres,
        ownLanguages: languages,
      };
      const choices = isPlain ? plainChoices(question) : chooseBySeed(question, query.seed);
      const items = Int32Array.from(shortCandidates, ({ item }) => item);
      query.work.chosenFrom = { question, items, features: short.features, choices };
      return choices.map((choice) => ({ ...choice, index: short.indexes[choice.index] ?? -1 }));
    },
  };
}

interface Shortlist {
  /** Of candidates, best first. */
  indexes: Int32Array;
  scores: Float64Array;
  features: Uint8Array;
}

// The final scores go back into the pipeline's column: slots tell them.
function rankShortlist(
  { work }: FeedQuery,
  candidates: readonly FeedCandidate[],
  scores: Float64Array,
  order: Int32Array,
): Shortlist {
  const first = shortlistOf(order, (index) => isPool(candidates[index]));
  for (const index of first)
    scores[index] = work.ranking.score(work.features, index * FEATURE_COUNT);
  const indexes = first.toSorted((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b);
  const features = new Uint8Array(indexes.length * FEATURE_COUNT);
  for (const [place, index] of indexes.entries()) {
    const from = index * FEATURE_COUNT;
    features.set(work.features.subarray(from, from + FEATURE_COUNT), place * FEATURE_COUNT);
  }
  return { indexes, scores: Float64Array.from(indexes, (index) => scores[index] ?? 0), features };
}

function plainChoices({ candidates, limit }: PageQuestion): Choice[] {
  return candidates
    .flatMap((candidate, index) =>
      candidate.seenAtMs === 0 ? { index, propensity: 1, how: 'best' } : [],
    )
    .slice(0, limit);
}

/** @returns what a chosen item's slot carries: by what it was ranked. */
export function servedFacts(
  { ranking, chosenFrom }: PageWork,
  item: number,
  propensity: number,
): { served?: SlotServed } {
  const place = chosenFrom?.items.indexOf(item) ?? -1;
  if (chosenFrom === undefined || place < 0) return {};
  const from = place * FEATURE_COUNT;
  const features = chosenFrom.features.subarray(from, from + FEATURE_COUNT);
  const rankerVersion = ranking.ranker.version;
  return { served: { featureList: FEATURE_LIST, rankerVersion, propensity, features } };
}
