// How rare a key is among everything read so far. Until much has been read, what is known beforehand of each sort of key
// stands in, so that a folder of five texts is judged like the hundred-thousandth article.

import { conceptById } from '../text/lexicon.ts';

/** Articles that the prior counts stand for. */
const PRIOR_ARTICLES = 4_000;
/** Keys that are counted; when full, those seen once are forgotten, which leaves their prior. */
const KEYS_MAX = 400_000;

/** Of PRIOR_ARTICLES, how many are expected to have a key of the sort. */
const PRIORS: Readonly<Record<string, number>> = { n: 8, p: 120, w: 40, f: 10 };
const CONCEPT_PRIORS: Readonly<Record<string, number>> = { e: 90, n: 90, m: 90, r: 140, g: 900 };

export class Rarity {
  readonly #counts = new Map<string, number>();
  #articles = 0;

  /** Counts one article's keys. */
  observe(keys: Iterable<string>): void {
    this.#articles += 1;
    for (const key of keys) this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
    if (this.#counts.size > KEYS_MAX) this.#forget();
  }

  /** @returns 0.1 (in every article) to about 9 (never seen). Cost: one look-up. */
  of(key: string): number {
    const articles = this.#articles + PRIOR_ARTICLES;
    const share = articles / PRIOR_ARTICLES;
    const seen = (this.#counts.get(key) ?? 0) + priorOf(key) * Math.min(share, 1);
    return Math.max(0.1, Math.log(articles / seen));
  }

  #forget(): void {
    for (const [key, count] of this.#counts) if (count === 1) this.#counts.delete(key);
    // All are frequent: an odd world, but a bounded one.
    if (this.#counts.size > KEYS_MAX) this.#counts.clear();
  }
}

function priorOf(key: string): number {
  const sort = key.charAt(0);
  if (sort === 'c') return CONCEPT_PRIORS[conceptById(key.slice(2))?.kind ?? 'g'] ?? 900;
  return PRIORS[sort] ?? 40;
}
