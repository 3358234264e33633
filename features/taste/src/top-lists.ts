// Clips in order of decayed popularity and of age, by language and genre; computed again at most once a second.

import type { ItemTable } from './item-table.ts';

/** Entries a list; a page needs tens. */
const LIST_MAX = 150;
/** Lists may be this old. */
const AGE_MS = 1_000;

export class TopLists {
  #madeAtMs = -Infinity;
  #forCount = -1;
  #popular = new Map<string, number[]>();
  #newest = new Map<string, number[]>();

  /** @returns item indexes, best first. Empty names mean any. Not to be changed by the caller. */
  popular(items: ItemTable, nowMs: number, language = '', genre = ''): readonly number[] {
    this.#refresh(items, nowMs);
    return this.#popular.get(`${language}/${genre}`) ?? [];
  }

  /** @returns item indexes, newest first. */
  newest(items: ItemTable, nowMs: number, language = ''): readonly number[] {
    this.#refresh(items, nowMs);
    return this.#newest.get(language) ?? [];
  }

  // Cost: one sort of all living clips: some 3 ms for 10,000.
  #refresh(items: ItemTable, nowMs: number): void {
    // A new clip must be found at once; changed popularity can wait.
    if (
      nowMs - this.#madeAtMs < AGE_MS &&
      nowMs >= this.#madeAtMs &&
      this.#forCount === items.count
    )
      return;
    this.#madeAtMs = nowMs;
    this.#forCount = items.count;
    this.#popular = new Map();
    this.#newest = new Map();
    const alive: number[] = [];
    for (let item = 0; item < items.count; item += 1) if (items.facts(item).alive) alive.push(item);
    // Equal popularity (a cold start) falls back to the newer clip.
    for (const item of alive.toSorted(
      (a, b) => items.popularity(b) - items.popularity(a) || b - a,
    )) {
      const { language, genre } = items.facts(item);
      for (const key of [`${language}/${genre}`, `${language}/`, `/${genre}`, '/'])
        add(this.#popular, key, item);
    }
    for (const item of alive.toSorted(
      (a, b) => items.facts(b).publishedAtMs - items.facts(a).publishedAtMs || b - a,
    )) {
      for (const key of [items.facts(item).language, '']) add(this.#newest, key, item);
    }
  }
}

function add(lists: Map<string, number[]>, key: string, item: number): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else if (list.length < LIST_MAX) list.push(item);
}
