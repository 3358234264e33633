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
  readonly #creators = new Map<string, number>();
  readonly #genres = new Map<string, number>();
  #lastCreator = '';

  constructor(query: FeedQuery, candidates: readonly FeedCandidate[]) {
    this.#query = query;
    this.#candidates = candidates;
  }

  choose(order: Int32Array): Choice | undefined {
    // The mix gives way before a repeat comes, and repeats come before a page stays empty.
    for (const unseen of [true, false]) {
      for (const mixed of [true, false]) {
        const allowed = [...order].filter((index) => this.#mayStand(index, unseen, mixed));
        const best = allowed[0];
        if (best !== undefined) return this.#take(this.#draw(best, allowed));
      }
    }
    return undefined;
  }

  #mayStand(index: number, unseen: boolean, mixed: boolean): boolean {
    if (this.#taken.has(index)) return false;
    if ((this.#candidates[index]?.seenAtMs === 0) !== unseen) return false;
    return !mixed || this.#keepsMix(index);
  }

  #draw(best: number, allowed: readonly number[]): Choice {
    const unseen = this.#candidates[best]?.seenAtMs === 0;
    // Following is a promise of order, and repeats are a last resort: neither explores.
    if (this.#query.mode === 'following' || !unseen || allowed.length < 2) {
      return { index: best, propensity: 1, how: 'best' };
    }
    const each = EPSILON / allowed.length;
    const explored =
      this.#query.random.next() < EPSILON
        ? allowed[this.#query.random.below(allowed.length)]
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
