// Chooses a pack card by card: mostly the one that is best together with the mix so far, sometimes one drawn evenly from
// all that may stand there. The probability of each choice is exact, so that later evaluation can correct for it.

import type { Choice, Selector } from '@jhalak/pipeline';
import { genreMix, languageMix, MixTally } from './mix.ts';
import type { Card } from '../types.ts';
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
  /** Numbers of each candidate's genre and language. */
  readonly #genreOf: Int32Array;
  readonly #languageOf: Int32Array;
  readonly #bytesOf: Float64Array;
  /** Taken, or shut out for good by what was taken. */
  readonly #out: Uint8Array;
  /** One list for all places; only its beginning is of the place at hand. */
  readonly #allowed: Int32Array;
  readonly #creators = new Map<string, number>();
  #bytes = 0;

  constructor(query: PackQuery, candidates: readonly PackCandidate[], scores: Float64Array) {
    this.#query = query;
    this.#candidates = candidates;
    this.#scores = scores;
    const genres = new MixTally(genreMix(query, candidates));
    const languages = new MixTally(languageMix(query, candidates));
    this.#genres = genres;
    this.#languages = languages;
    this.#genreOf = new Int32Array(candidates.length);
    this.#languageOf = new Int32Array(candidates.length);
    this.#bytesOf = new Float64Array(candidates.length);
    candidates.forEach(({ card, bytes }, index) => {
      this.#genreOf[index] = genres.numberOf(card.text.genre);
      this.#languageOf[index] = languages.numberOf(card.language);
      this.#bytesOf[index] = bytes;
    });
    this.#out = new Uint8Array(candidates.length);
    this.#allowed = new Int32Array(candidates.length);
  }

  choose(): Choice | undefined {
    const genres = this.#genres.distances();
    const languages = this.#languages.distances();
    const bytesLeft = this.#query.bytesMax - this.#bytes;
    let count = 0;
    let best = -1;
    let bestWorth = -Infinity;
    for (let index = 0; index < this.#out.length; index += 1) {
      if (this.#out[index] === 1 || (this.#bytesOf[index] ?? 0) > bytesLeft) continue;
      this.#allowed[count] = index;
      count += 1;
      const distance =
        (genres[this.#genreOf[index] ?? 0] ?? 0) + (languages[this.#languageOf[index] ?? 0] ?? 0);
      const worth = (1 - MIX_WEIGHT) * (this.#scores[index] ?? 0) - MIX_WEIGHT * distance;
      if (worth > bestWorth) {
        best = index;
        bestWorth = worth;
      }
    }
    return best < 0 ? undefined : this.#take(this.#draw(best, count));
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
    const { index } = choice;
    const taken = this.#candidates[index];
    this.#out[index] = 1;
    if (taken === undefined) return choice;
    this.#bytes += taken.bytes;
    this.#genres.add(this.#genreOf[index] ?? 0);
    this.#languages.add(this.#languageOf[index] ?? 0);
    this.#shutOut(taken.card);
    return choice;
  }

  // One event told in two languages is one event; and a creator who has had their share has no more here.
  #shutOut({ itemId, personId }: Card): void {
    const full = personId !== undefined && this.#countCreator(personId) >= PER_CREATOR_MAX;
    for (let index = 0; index < this.#out.length; index += 1) {
      const card = this.#candidates[index]?.card;
      if (card?.itemId === itemId || (full && card?.personId === personId)) this.#out[index] = 1;
    }
  }

  #countCreator(personId: string): number {
    const count = (this.#creators.get(personId) ?? 0) + 1;
    this.#creators.set(personId, count);
    return count;
  }
}
