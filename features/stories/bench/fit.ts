// Fits the weights of src/clustering/weights.ts on the tuning half: logistic regression over pairs of articles, one for
// pairs of one language and one for pairs of two. Prints them; nobody reads the held-out half here.

import { MEASURES, measure, weigh, type Compared } from '../src/clustering/comparison.ts';
import { Rarity } from '../src/clustering/rarity.ts';
import { traitsOf } from '../src/clustering/traits.ts';
import { readArticle } from '../src/text/read-article.ts';
import type { Labelled } from './labelled-set.ts';

interface Pair {
  measures: number[];
  same: boolean;
}

/** Pairs further apart in time are never compared by the engine. */
const APART_MAX_MS = 6 * 86_400_000;
const STEPS = 4_000;
const RATE = 4;
/** Measures that speak against one event, by nature; the others speak for it. The set is too small to turn that round. */
const AGAINST = new Set([
  'namesNone',
  'eventsNone',
  'figuresDiffer',
  'placesDiffer',
  'daysDiffer',
  'apart',
  'ordinalsDiffer',
]);
/** Papers differ in figures and places of one event: no such measure may decide alone. */
const AGAINST_MAX = -3;
/** Reports of one event come over several days, in this set mostly within two: time is left at the guess. */
const NOT_FITTED = new Set(['apart', 'likeness']);
/** Log-odds from which a pair of two events is a hard one. */
const HARD_MIN = -3;
/** Keeps weights near what common sense says, where the set says little. */
const RIDGE = 0.001;
/** Common sense: what one would guess without data. */
const GUESS: Readonly<Record<'same' | 'cross', readonly number[]>> = {
  same: [-5, 4, 3, 4, 2, -2, 2, 3, -1, 2, 8, 1, 2, -1, -1, 0.5, -0.5, -3.5, -3, 6],
  cross: [-5, 6, 4, 5, 3, -2, 3, 4, -1, 2, 0, 2, 3, -1, -1, 0.8, -0.5, -3.5, -3, 0],
};

/** @returns the weights in the order of MEASURES. */
export function fitWeights(labelled: readonly Labelled[]): { same: number[]; cross: number[] } {
  const compared = compareAll(labelled);
  const pairs = { same: [] as Pair[], cross: [] as Pair[] };
  for (const [at, a] of compared.entries()) {
    for (const [further, b] of compared.slice(at + 1).entries()) {
      if (Math.abs(a.traits.publishedAtMs - b.traits.publishedAtMs) > APART_MAX_MS) continue;
      const same = labelled[at]?.event === labelled[at + 1 + further]?.event;
      const kind = a.traits.language === b.traits.language ? 'same' : 'cross';
      pairs[kind].push({ measures: measure(a, b), same });
    }
  }
  return { same: regress(pairs.same, GUESS.same), cross: regress(pairs.cross, GUESS.cross) };
}

function compareAll(labelled: readonly Labelled[]): Compared[] {
  const rarity = new Rarity();
  const traits = labelled.map(({ article }) => traitsOf(readArticle(article)));
  for (const one of traits) {
    rarity.observe([
      ...one.names.keys(),
      ...one.concepts.keys(),
      ...one.words.keys(),
      ...one.figures.keys(),
    ]);
  }
  return traits.map((one) => weigh(one, rarity));
}

/**
 * First with all pairs, then with all pairs of one event and those others that came near to being taken for one: most
 * pairs of a day's news are told apart by anything, and would drown the few that are not.
 */
function regress(pairs: readonly Pair[], guess: readonly number[]): number[] {
  const first = descend(pairs, guess);
  const hard = pairs.filter(({ same, measures }) => same || scored(measures, first) > HARD_MIN);
  return descend(hard, first);
}

/** Gradient descent; both classes weigh the same, whatever their number. */
function descend(pairs: readonly Pair[], guess: readonly number[]): number[] {
  const weights = MEASURES.map((_, index) => guess[index] ?? 0);
  const positives = pairs.filter(({ same }) => same).length;
  const share = {
    yes: 0.5 / Math.max(1, positives),
    no: 0.5 / Math.max(1, pairs.length - positives),
  };
  for (let step = 0; step < STEPS; step += 1) {
    const slope = weights.map((weight, index) =>
      index === 0 ? 0 : RIDGE * (weight - (guess[index] ?? 0)),
    );
    for (const { measures, same } of pairs) {
      const error =
        (1 / (1 + Math.exp(-scored(measures, weights))) - (same ? 1 : 0)) *
        (same ? share.yes : share.no);
      for (const [index, value] of measures.entries())
        slope[index] = (slope[index] ?? 0) + error * value;
    }
    for (const [index, value] of slope.entries())
      weights[index] = bounded(index, (weights[index] ?? 0) - RATE * value, guess);
  }
  return weights;
}

function bounded(index: number, weight: number, guess: readonly number[]): number {
  const name = MEASURES[index] ?? 'constant';
  if (name === 'constant') return weight;
  if (NOT_FITTED.has(name)) return guess[index] ?? 0;
  return AGAINST.has(name) ? Math.max(AGAINST_MAX, Math.min(0, weight)) : Math.max(0, weight);
}

function scored(measures: readonly number[], weights: readonly number[]): number {
  let score = 0;
  for (const [index, value] of measures.entries()) score += value * (weights[index] ?? 0);
  return score;
}
