// Chooses a page slot by slot: mostly the best candidate that keeps the page mixed, sometimes one drawn evenly from all
// that may stand there. The probability of each choice is exact, so that later evaluation can correct for it.

import type { Choice, Selector } from '@jhalak/pipeline';
import type { FeedCandidate, FeedQuery } from './query.ts';

/** Share of slots that explore. */
const EPSILON = 0.1;
/** Clips of one creator on a page. */
const PER_CREATOR_MAX = 2;
/** Share of a page that one genre may take: a page of one kind is dull and teaches nothing. */
const GENRE_SHARE = 0.67;

export const slateSelector: Selector<FeedQuery, FeedCandidate> = {
  name: 'slate',
  select(query, candidates, _scores, order) {
    const slate = new Slate(query, candidates);
    const choices: Choice[] = [];
    while (choices.length < query.limit) {
      const choice = slate.choose(order);
      if (choice === undefined) break;
      choices.push(choice);
    }
    return choices;
  },
};

class Slate {
  readonly #query: FeedQuery;
  readonly #candidates: readonly FeedCandidate[];
  readonly #taken = new Set<number>();
  /** One list for all slots of the page; only its beginning is of the slot at hand. */
  readonly #allowed: Int32Array;
  readonly #creators = new Map<string, number>();
  readonly #genres = new Map<string, number>();
  #lastCreator = '';

  constructor(query: FeedQuery, candidates: readonly FeedCandidate[]) {
    this.#query = query;
    this.#candidates = candidates;
    this.#allowed = new Int32Array(candidates.length);
  }

  choose(order: Int32Array): Choice | undefined {
    // The mix gives way before a repeat comes, and repeats come before a page stays empty.
    for (const unseen of [true, false]) {
      for (const mixed of [true, false]) {
        const count = this.#allow(order, unseen, mixed);
        const best = this.#allowed[0];
        if (count > 0 && best !== undefined) return this.#take(this.#draw(best, count));
      }
    }
    return undefined;
  }

  // Fills the list of those that may stand here, best first. @returns how many.
  #allow(order: Int32Array, unseen: boolean, mixed: boolean): number {
    let count = 0;
    for (const index of order) {
      if (!this.#mayStand(index, unseen, mixed)) continue;
      this.#allowed[count] = index;
      count += 1;
    }
    return count;
  }

  #mayStand(index: number, unseen: boolean, mixed: boolean): boolean {
    if (this.#taken.has(index)) return false;
    if ((this.#candidates[index]?.seenAtMs === 0) !== unseen) return false;
    return !mixed || this.#keepsMix(index);
  }

  #draw(best: number, count: number): Choice {
    const unseen = this.#candidates[best]?.seenAtMs === 0;
    // Following is a promise of order, and repeats are a last resort: neither explores.
    if (this.#query.mode === 'following' || !unseen || count < 2) {
      return { index: best, propensity: 1, how: 'best' };
    }
    const each = EPSILON / count;
    const explored =
      this.#query.random.next() < EPSILON
        ? this.#allowed[this.#query.random.below(count)]
        : undefined;
    if (explored === undefined || explored === best)
      return { index: best, propensity: 1 - EPSILON + each, how: 'best' };
    return { index: explored, propensity: each, how: 'explore' };
  }

  #keepsMix(index: number): boolean {
    const candidate = this.#candidates[index];
    if (candidate === undefined) return false;
    if (this.#query.mode === 'following') return true;
    const genreMax = Math.max(1, Math.ceil(this.#query.limit * GENRE_SHARE));
    return (
      candidate.creatorId !== this.#lastCreator &&
      (this.#creators.get(candidate.creatorId) ?? 0) < PER_CREATOR_MAX &&
      (this.#genres.get(candidate.genre) ?? 0) < genreMax
    );
  }

  #take(choice: Choice): Choice {
    const candidate = this.#candidates[choice.index];
    this.#taken.add(choice.index);
    if (candidate !== undefined) {
      this.#lastCreator = candidate.creatorId;
      this.#creators.set(candidate.creatorId, (this.#creators.get(candidate.creatorId) ?? 0) + 1);
      this.#genres.set(candidate.genre, (this.#genres.get(candidate.genre) ?? 0) + 1);
    }
    return choice;
  }
}
