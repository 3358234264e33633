// How alike two articles are, as a few numbers between 0 and 1, and how those make one score. The weights were fitted on
// the tuning half of bench/labelled by logistic regression (`npm run bench -- stories --fit`); see
// docs/measurements/stories.md.

import { DAY_MS } from '@jhalak/kernel';
import type { PlaceSize } from '../text/places.ts';
import type { Rarity } from './rarity.ts';
import { likeness } from './signature.ts';
import type { Traits, Weights } from './traits.ts';
import { CROSS_LANGUAGE, SAME_LANGUAGE } from './weights.ts';

/** Traits with the rarity of each key worked in, as it was when the article came. */
export interface Compared {
  traits: Traits;
  names: Weighed;
  concepts: Weighed;
  events: Weighed;
  words: Weighed;
  figures: Weighed;
}

interface Weighed {
  weights: Weights;
  sum: number;
  /** Euclidean length. */
  length: number;
}

/** The order of a comparison's numbers, and of the weights. */
export const MEASURES = [
  'constant',
  'names',
  'namesCoveredMost',
  'namesCoveredLeast',
  'namesShared',
  'namesNone',
  'concepts',
  'events',
  'eventsNone',
  'namesAndEvents',
  'words',
  'figures',
  'figuresShared',
  'figuresDiffer',
  'placesDiffer',
  'daysShared',
  'daysDiffer',
  'apart',
  'ordinalsDiffer',
  'likeness',
] as const;

/** A name of an Indic text may be any word: it counts less. */
const UNSURE_NAME_SHARE = 0.6;
/** Below this cosine two articles tell of different acts and things. */
const SOME_EVENT = 0.1;
/** Shared rarity at which more proves nothing more. */
const NAMES_ENOUGH = 40;
const FIGURES_ENOUGH = 20;
/** Two reports so far apart are as far apart as any. */
const APART_MAX_MS = 6 * DAY_MS;

/** @returns the article's traits, weighed. Cost: some 50 µs. */
export function weigh(traits: Traits, rarity: Rarity): Compared {
  const events = new Map([...traits.concepts].filter(([key]) => rarity.of(key) > EVENT_RARITY_MIN));
  return {
    traits,
    names: weighed(
      traits.names,
      (key) => rarity.of(key) * (traits.proper.has(key) ? 1 : UNSURE_NAME_SHARE),
    ),
    concepts: weighed(traits.concepts, (key) => rarity.of(key)),
    events: weighed(events, (key) => rarity.of(key)),
    words: weighed(traits.words, (key) => rarity.of(key)),
    figures: weighed(traits.figures, (key) => rarity.of(key) * telling(key)),
  };
}

/** Concepts rarer than this say what happened. */
const EVENT_RARITY_MIN = 3;

/** `1,437` tells more than `100`: by significant digits. */
function telling(key: string): number {
  const digits = key.slice(2).replace('.', '').replace(/0+$/, '').replace(/^0+/, '').length;
  return digits >= 3 ? 1 : digits === 2 ? 0.6 : 0.25;
}

function weighed(weights: Weights, rarityOf: (key: string) => number): Weighed {
  let sum = 0;
  let square = 0;
  const result = new Map<string, number>();
  for (const [key, weight] of weights) {
    const value = weight * rarityOf(key);
    result.set(key, value);
    sum += value;
    square += value * value;
  }
  return { weights: result, sum, length: Math.sqrt(square) };
}

/** @returns one number for each of MEASURES. Cost: some 20 µs. */
export function measure(a: Compared, b: Compared): number[] {
  const sameLanguage = a.traits.language === b.traits.language;
  const names = overlap(a.names, b.names);
  const figures = overlap(a.figures, b.figures);
  const mostCovered = Math.max(names.ofA, names.ofB);
  const leastCovered = Math.min(names.ofA, names.ofB);
  const events = overlap(a.events, b.events).cosine;
  const days = sharedDays(a.traits.days, b.traits.days);
  return [
    1,
    names.cosine,
    mostCovered,
    leastCovered,
    Math.min(1, names.shared / NAMES_ENOUGH),
    shareName(a, b) ? 0 : 1,
    overlap(a.concepts, b.concepts).cosine,
    events,
    events < SOME_EVENT ? 1 : 0,
    Math.sqrt(mostCovered * events),
    sameLanguage ? overlap(a.words, b.words).cosine : 0,
    figures.cosine,
    Math.min(1, figures.shared / FIGURES_ENOUGH),
    figures.shared === 0 ? Math.min(1, Math.min(a.figures.sum, b.figures.sum) / FIGURES_ENOUGH) : 0,
    placesDiffer(a, b) ? 1 : 0,
    days > 0 ? 1 : 0,
    days === 0 && a.traits.days.size > 0 && b.traits.days.size > 0 ? 1 : 0,
    Math.min(1, Math.abs(a.traits.publishedAtMs - b.traits.publishedAtMs) / APART_MAX_MS),
    ordinalsDiffer(a.traits.ordinals, b.traits.ordinals) ? 1 : 0,
    sameLanguage ? likeness(a.traits.signature, b.traits.signature) : 0,
  ];
}

/** @returns above 0 when two articles are more probably of one event than not (log-odds). */
export function scoreOf(a: Compared, b: Compared): number {
  const weights = a.traits.language === b.traits.language ? SAME_LANGUAGE : CROSS_LANGUAGE;
  let score = 0;
  for (const [index, value] of measure(a, b).entries()) score += value * (weights[index] ?? 0);
  return score;
}

interface Overlap {
  cosine: number;
  /** Which share of each side the other has too. */
  ofA: number;
  ofB: number;
  /** Weight that both have. */
  shared: number;
}

function overlap(a: Weighed, b: Weighed): Overlap {
  const [small, large] = a.weights.size <= b.weights.size ? [a, b] : [b, a];
  let dot = 0;
  let shared = 0;
  let ofSmall = 0;
  let ofLarge = 0;
  for (const [key, weight] of small.weights) {
    const other = large.weights.get(key);
    if (other === undefined) continue;
    dot += weight * other;
    shared += Math.min(weight, other);
    ofSmall += weight;
    ofLarge += other;
  }
  const inSmall = small.sum === 0 ? 0 : ofSmall / small.sum;
  const inLarge = large.sum === 0 ? 0 : ofLarge / large.sum;
  return {
    cosine: dot === 0 ? 0 : dot / (a.length * b.length),
    ofA: small === a ? inSmall : inLarge,
    ofB: small === a ? inLarge : inSmall,
    shared,
  };
}

/** Countries are in everything: `Indian` in both says nothing. */
function shareName(a: Compared, b: Compared): boolean {
  for (const key of a.names.weights.keys()) {
    if (b.names.weights.has(key) && a.traits.places.get(key) !== 'country') return true;
  }
  return false;
}

/**
 * Both name cities, and none of the one is among the names of the other; where one names no city, the same of states.
 * Countries are in everything.
 */
function placesDiffer(a: Compared, b: Compared): boolean {
  for (const size of ['city', 'state'] as const) {
    const ofA = placesOf(a, size);
    const ofB = placesOf(b, size);
    if (ofA.length === 0 || ofB.length === 0) continue;
    return (
      !ofA.some((key) => b.names.weights.has(key)) && !ofB.some((key) => a.names.weights.has(key))
    );
  }
  return false;
}

function placesOf({ traits }: Compared, size: PlaceSize): string[] {
  return [...traits.places].filter(([, one]) => one === size).map(([key]) => key);
}

function sharedDays(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let shared = 0;
  for (const day of a) if (b.has(day)) shared += 1;
  return shared;
}

function ordinalsDiffer(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): boolean {
  for (const [key, ordinal] of a) {
    const other = b.get(key);
    if (other !== undefined && other !== ordinal) return true;
  }
  return false;
}
