// The feed's selector: the shortlist is ranked by what the ranker foretells, and the page chosen from it. What it chose from
// is kept for the page's receipt.

import type { SlotServed } from '@jhalak/attention';
import type { Choice, Selector } from '@jhalak/pipeline';
import { FEATURE_COUNT, FEATURE_LIST, type Taste } from '@jhalak/taste';
import type { Visibility } from '@jhalak/visibility';
import type { Candidates } from '../candidates.ts';
import { visibleRows } from '../filters.ts';
import type { FeedCandidate, FeedQuery } from '../query.ts';
import type { PageQuestion } from '../selection/choose-page.ts';
import { chosenFromRow } from '../selection/newcomers.ts';
import { chooseBySeed, isPool, ownMixOf } from '../selection/slate-selector.ts';
import { shortlistOf } from '../selection/shortlist.ts';
import type { SelectionSettings } from '../selection/settings.ts';
import { Ranking } from './rank.ts';
import type { Tables } from './tables.ts';

/** What the parts of one run hand on to each other and to the receipt. */
export interface PageWork {
  ranking: Ranking;
  /** In force for this page. */
  settings: SelectionSettings;
  /** Of this run while it lasts, then of another one. */
  candidates: Candidates;
  /** Rows of all candidates, in their order. */
  features: Uint8Array;
  /** What the page was chosen from; absent until it was. */
  chosenFrom?: ChosenFrom;
  /** The chosen clips in the order of the page. */
  chosen: readonly FeedCandidate[];
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
export function pageWork(
  { weights, selection }: Tables,
  ranker: Ranking['ranker'],
  candidates: Candidates,
): PageWork {
  return {
    ranking: new Ranking(weights, ranker),
    settings: selection,
    candidates,
    features: new Uint8Array(),
    chosen: [],
  };
}

/**
 * @param visibility has the last word: nothing comes on the shortlist that the viewer may not see. It is asked here, not of
 * every candidate, because most of them never come so far.
 * @param isPlain the best by score alone, nothing that was seen: only for measuring.
 */
export function rankedPage(
  taste: Taste,
  visibility: Visibility,
  isPlain: boolean,
): Selector<FeedQuery, number> {
  return {
    name: 'slate',
    select(query, candidates, scores, order) {
      const maySee = visibleRows(visibility, query);
      const short = rankShortlist(query, candidates, scores, order, maySee);
      const shortCandidates = Array.from(short.indexes, (index) =>
        chosenFromRow(taste, query, candidates[index] ?? -1),
      );
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
      const choices = isPlain
        ? plainChoices(question)
        : chooseBySeed(question, query.seed, query.work.settings);
      const items = Int32Array.from(shortCandidates, ({ item }) => item);
      query.work.chosenFrom = { question, items, features: short.features, choices };
      query.work.chosen = choices.flatMap(({ index }) => shortCandidates[index] ?? []);
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
  candidates: readonly number[],
  scores: Float64Array,
  order: Int32Array,
  maySee: (row: number) => boolean,
): Shortlist {
  const first = shortlistOf(
    order,
    (index) => isPool(work.candidates, candidates[index] ?? 0),
    (index) => maySee(candidates[index] ?? 0),
  );
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
