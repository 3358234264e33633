// Chooses a pack card by card: mostly the one that is best together with the mix so far, sometimes one drawn evenly from
// all that may stand there. The probability of each choice is exact, so that later evaluation can correct for it.

import type { Choice, Selector } from '@jhalak/pipeline';
import { genreMix, languageMix, MixTally } from './mix.ts';
import type { PackCandidate, PackQuery } from './query.ts';

/** Share of places that explore. */
const EPSILON = 0.1;
/** How much the mix counts against the scores; 0 would be scores alone, 1 the mix alone. */
const MIX_WEIGHT = 0.5;
/** Cards of one creator in a pack. */
const PER_CREATOR_MAX = 2;

export const calibratedSelector: Selector<PackQuery, PackCandidate> = {
  name: 'calibrated',
  select(query, candidates, scores) {
    const pack = new PackInMaking(query, candidates, scores);
    const choices: Choice[] = [];
    while (choices.length < query.limit) {
      const choice = pack.choose();
      if (choice === undefined) break;
      choices.push(choice);
    }
    return choices;
  },
};

class PackInMaking {
  readonly #query: PackQuery;
  readonly #candidates: readonly PackCandidate[];
  readonly #scores: Float64Array;
  readonly #genres: MixTally;
  readonly #languages: MixTally;
  readonly #taken: Uint8Array;
  /** One list for all places; only its beginning is of the place at hand. */
  readonly #allowed: Int32Array;
  readonly #items = new Set<string>();
  readonly #creators = new Map<string, number>();
  #bytes = 0;

  constructor(query: PackQuery, candidates: readonly PackCandidate[], scores: Float64Array) {
    this.#query = query;
    this.#candidates = candidates;
    this.#scores = scores;
    this.#genres = new MixTally(genreMix(query, candidates));
    this.#languages = new MixTally(languageMix(query, candidates));
    this.#taken = new Uint8Array(candidates.length);
    this.#allowed = new Int32Array(candidates.length);
  }

  choose(): Choice | undefined {
    const genres = this.#genres.distances();
    const languages = this.#languages.distances();
    let count = 0;
    let best = -1;
    let bestWorth = -Infinity;
    for (let index = 0; index < this.#candidates.length; index += 1) {
      const candidate = this.#candidates[index];
      if (candidate === undefined || !this.#mayStand(index, candidate)) continue;
      this.#allowed[count] = index;
      count += 1;
      const { text, language } = candidate.card;
      const distance = (genres.get(text.genre) ?? 0) + (languages.get(language) ?? 0);
      const worth = (1 - MIX_WEIGHT) * (this.#scores[index] ?? 0) - MIX_WEIGHT * distance;
      if (worth > bestWorth) {
        best = index;
        bestWorth = worth;
      }
    }
    return best < 0 ? undefined : this.#take(this.#draw(best, count));
  }

  #mayStand(index: number, { card, bytes }: PackCandidate): boolean {
    return (
      this.#taken[index] === 0 &&
      // One event told in two languages is one event.
      !this.#items.has(card.itemId) &&
      this.#bytes + bytes <= this.#query.bytesMax &&
      (card.personId === undefined || (this.#creators.get(card.personId) ?? 0) < PER_CREATOR_MAX)
    );
  }

  #draw(best: number, count: number): Choice {
    if (count < 2) return { index: best, propensity: 1, how: 'best' };
    const each = EPSILON / count;
    const explored =
      this.#query.random.next() < EPSILON
        ? this.#allowed[this.#query.random.below(count)]
        : undefined;
    if (explored === undefined || explored === best)
      return { index: best, propensity: 1 - EPSILON + each, how: 'best' };
    return { index: explored, propensity: each, how: 'explore' };
  }

  #take(choice: Choice): Choice {
    const candidate = this.#candidates[choice.index];
    this.#taken[choice.index] = 1;
    if (candidate === undefined) return choice;
    const { card, bytes } = candidate;
    this.#items.add(card.itemId);
    this.#bytes += bytes;
    this.#genres.add(card.text.genre);
    this.#languages.add(card.language);
    if (card.personId !== undefined)
      this.#creators.set(card.personId, (this.#creators.get(card.personId) ?? 0) + 1);
    return choice;
  }
}
