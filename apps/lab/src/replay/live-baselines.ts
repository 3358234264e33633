// Item-kNN and decayed popularity that learn each watch the moment it is told: what freshness gives to anybody.

import { addToPairs, countPairs, itemKnn, type CoCounts } from './baselines/item-knn.ts';
import { topOf, type Scorer } from './baselines/ranked.ts';
import type { Past } from './past.ts';

export interface LiveBaselineOptions {
  /** Of item-kNN, as tuned; all neighbours, because pairs go on growing. */
  decay: number;
  history: number;
  halfLifeMs: number;
}

export class LiveBaselines {
  readonly #counts: CoCounts;
  readonly #knn: Scorer;
  readonly #pasts: number[][];
  readonly #seen: Set<number>[];
  readonly #popular: Float64Array;
  readonly #scores: Float64Array;
  readonly #halfLifeMs: number;
  readonly #epochMs: number;

  constructor(past: Past, options: LiveBaselineOptions) {
    this.#counts = countPairs(past);
    this.#knn = itemKnn(this.#counts, { ...options, neighbours: Infinity });
    this.#pasts = past.users.map(({ items }) => [...items]);
    this.#seen = past.users.map(({ items }) => new Set(items));
    this.#popular = new Float64Array(past.itemCount);
    this.#scores = new Float64Array(past.itemCount);
    this.#halfLifeMs = options.halfLifeMs;
    this.#epochMs = past.untilMs;
    for (const { items, atMs } of past.users)
      for (const [index, item] of items.entries()) this.#count(item, atMs[index] ?? 0);
  }

  /** Learns one watch. */
  learn(user: number, item: number, atMs: number): void {
    this.#count(item, atMs);
    this.#pasts[user]?.push(item);
    const known = this.#seen[user];
    if (known === undefined || known.has(item)) return;
    addToPairs(this.#counts, known, item);
    known.add(item);
  }

  itemKnn(user: number, length: number): Int32Array {
    this.#scores.fill(0);
    this.#knn.score(Int32Array.from(this.#pasts[user] ?? []), this.#scores, user);
    return topOf(this.#scores, this.#seen[user] ?? new Set(), length);
  }

  popularity(user: number, length: number): Int32Array {
    return topOf(this.#popular, this.#seen[user] ?? new Set(), length);
  }

  // Forward decay: a later watch is worth more, and the order is that of shrinking every older one.
  #count(item: number, atMs: number): void {
    this.#popular[item] =
      (this.#popular[item] ?? 0) + 2 ** ((atMs - this.#epochMs) / this.#halfLifeMs);
  }
}
