// What a region decides about ranking: how much each feature counts, and each thing that the ranker foretells. Tables are
// data with an author and a date; a receipt names the date, so an old table stays as long as pages of it are kept.

import type { Head, RankFeature } from '@jhalak/taste';

/** One table. Features count from -1 or 0 to 1; heads are probabilities. */
export interface WeightTable {
  /** ISO date, unique. */
  date: string;
  author: string;
  why: string;
  features: Readonly<Record<RankFeature, number>>;
  /**
   * For a viewer of whom little is known: below this much `history` the weight of `related` shrinks with what is known, and
   * `popularity` gains up to this. What goes with one watch or two is half a guess.
   */
  beginners: { history: number; popularity: number };
  /** What one that comes for certain would be worth; those that nobody wants to cause weigh most. */
  heads: Readonly<Record<Head, number>>;
}

/** Newest last. */
export const WEIGHT_TABLES: readonly WeightTable[] = [
  {
    date: '2026-11-22',
    author: 'the founders',
    why: 'what goes with the own history decides; features beside it as far as they helped on 25 to 30 April of a public log (docs/measurements/replay.md); choices, follows and what was asked for by hand',
    features: {
      related: 8,
      genreLeaning: 0.2,
      languageLeaning: 1.2,
      creatorLeaning: 0.3,
      chosenLanguage: 1.5,
      otherLanguage: -3,
      chosenGenre: 0.8,
      followed: 1.5,
      asked: 4,
      popularity: 0.2,
      freshness: 0.5,
      needsExposure: 0.1,
      content: 0.4,
      quality: 0.2,
      sequence: 0.6,
      trend: 0.5,
      // Known to the ranker only: what they say by themselves is in `related`, or nothing of a clip's worth.
      coVisit: 0,
      age: 0,
      duration: 0,
      durationMatch: 0,
      held: 0,
      attention: 0,
      history: 0,
      seenAge: 0,
    },
    // Eight of the fifty watches that `history` counts.
    beginners: { history: 0.16, popularity: 1 },
    heads: {
      watch: 1,
      longView: 0.5,
      finish: 0.3,
      like: 1,
      share: 1.5,
      follow: 1.5,
      skip: -0.8,
      notInterested: -6,
      report: -30,
    },
  },
];

/** @returns the table in force. */
export function currentTable(): WeightTable {
  const table = WEIGHT_TABLES.at(-1);
  if (table === undefined) throw new RangeError('there is no weight table');
  return table;
}

/** @param history the feature, 0 to 1. @returns what features count for a viewer of whom so much is known. */
export function weightsAt(
  { features, beginners }: WeightTable,
  history: number,
): Readonly<Record<RankFeature, number>> {
  const known = Math.min(1, history / beginners.history);
  return {
    ...features,
    related: features.related * known,
    popularity: features.popularity + beginners.popularity * (1 - known),
  };
}
