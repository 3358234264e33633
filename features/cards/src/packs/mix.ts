// Which mix of genres and languages a pack should have, and how far a mix is from it. After H. Steck, "Calibrated
// recommendations" (RecSys 2018): the mix of what is shown follows the mix of what the viewer likes, measured by the
// Kullback-Leibler divergence, with a little of the wished mix blended in so that it stays finite.

import { leaningTo, type PackCandidate, type PackQuery } from './query.ts';

/** Shares by name; they sum to 1, or the map is empty. */
export type Mix = ReadonlyMap<string, number>;

/** Part of the wished mix in the shown one. */
const BLEND = 0.01;
/** Everything that is there keeps some share: a taste is not a cage. */
const BASE = 0.5;
const CHOSEN = 1.5;
const LEANING = 3;
/** What somebody turns away from keeps this part. */
const DISLIKED = 0.2;
/** The language that the device asked for. */
const CHANNEL_LANGUAGE = 3;

/** @returns the wished mix of genres. Without a viewer: by the root of what there is, so that no genre floods a pack. */
export function genreMix(query: PackQuery, candidates: readonly PackCandidate[]): Mix {
  const supply = countBy(candidates, ({ card }) => card.text.genre);
  if (query.kind === 'contextual') return shares(supply, (_genre, count) => Math.sqrt(count));
  return shares(supply, (genre) =>
    wish(
      leaningTo(query.taste?.genres, genre),
      query.caller?.genres.includes(genre) === true ? CHOSEN : 0,
    ),
  );
}

/** @returns the wished mix of languages. */
export function languageMix(query: PackQuery, candidates: readonly PackCandidate[]): Mix {
  const supply = countBy(candidates, ({ card }) => card.language);
  return shares(supply, (language) => {
    const asked = language === query.language ? CHANNEL_LANGUAGE : 0;
    const chosen = query.caller?.languages.includes(language) === true ? CHOSEN : 0;
    return wish(leaningTo(query.taste?.languages, language), asked + chosen);
  });
}

function wish(leaning: number, more: number): number {
  return leaning < 0 ? (BASE + more) * DISLIKED : BASE + more + LEANING * leaning;
}

function countBy(
  candidates: readonly PackCandidate[],
  nameOf: (candidate: PackCandidate) => string,
): Map<string, number> {
  const counts = new Map<string, number>();
  for (const candidate of candidates) {
    const name = nameOf(candidate);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

function shares(
  supply: ReadonlyMap<string, number>,
  weightOf: (name: string, count: number) => number,
): Mix {
  const weights = new Map([...supply].map(([name, count]) => [name, weightOf(name, count)]));
  const sum = [...weights.values()].reduce((all, weight) => all + weight, 0);
  return new Map([...weights].map(([name, weight]) => [name, weight / sum]));
}

/** A pack's mix so far, and what each further card would make of it. Names are numbers here: the order of the mix. */
export class MixTally {
  readonly #shares: Float64Array;
  readonly #counts: Float64Array;
  readonly #distances: Float64Array;
  readonly #numbers: ReadonlyMap<string, number>;
  #total = 0;

  constructor(wished: Mix) {
    this.#numbers = new Map([...wished.keys()].map((name, number) => [name, number]));
    this.#shares = Float64Array.from(wished.values());
    this.#counts = new Float64Array(wished.size);
    this.#distances = new Float64Array(wished.size);
  }

  /** @returns the number of a name of the mix. */
  numberOf(name: string): number {
    return this.#numbers.get(name) ?? 0;
  }

  add(number: number): void {
    this.#counts[number] = (this.#counts[number] ?? 0) + 1;
    this.#total += 1;
  }

  /**
   * @returns by number: how far the mix would be from the wished one with one more of it, 0 or more. The same array at each
   * call. Cost: names squared.
   */
  distances(): Float64Array {
    for (let number = 0; number < this.#distances.length; number += 1)
      this.#distances[number] = this.#distanceWith(number);
    return this.#distances;
  }

  #distanceWith(added: number): number {
    let distance = 0;
    for (let number = 0; number < this.#shares.length; number += 1) {
      const share = this.#shares[number] ?? 0;
      const count = (this.#counts[number] ?? 0) + (number === added ? 1 : 0);
      const shown = (1 - BLEND) * (count / (this.#total + 1)) + BLEND * share;
      distance += share * Math.log(share / shown);
    }
    return distance;
  }
}
