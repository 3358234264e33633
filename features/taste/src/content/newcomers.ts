// Clips that are owed showings, by language: those that are owed most. Made again at most once a second.

import type { ItemTable } from '../item-table.ts';
import type { ExposureBook } from './exposure.ts';

/** Clips a list: all of them are weighed for each page. Who had showings falls behind, so that others come up. */
const LIST_MAX = 256;
/** Only the newest clips are looked at: two weeks of a busy house. */
const LOOK_BACK_MAX = 50_000;
/** Lists may be this old. */
const AGE_MS = 1_000;

export class Newcomers {
  #madeAtMs = -Infinity;
  #forCount = -1;
  #lists = new Map<string, number[]>();

  /** @returns item indexes, most owed first; an empty language means any. Not to be changed by the caller. */
  of(items: ItemTable, book: ExposureBook, nowMs: number, language = ''): readonly number[] {
    this.#refresh(items, book, nowMs);
    return this.#lists.get(language) ?? [];
  }

  // Cost: some 2 ms for 50,000 clips.
  #refresh(items: ItemTable, book: ExposureBook, nowMs: number): void {
    const isYoung = nowMs - this.#madeAtMs < AGE_MS && nowMs >= this.#madeAtMs;
    if (isYoung && this.#forCount === items.count) return;
    this.#madeAtMs = nowMs;
    this.#forCount = items.count;
    const owed: { item: number; amount: number }[] = [];
    const oldest = Math.max(0, items.count - LOOK_BACK_MAX);
    for (let item = items.count - 1; item >= oldest; item -= 1) {
      const { alive, publishedAtMs } = items.facts(item);
      const amount = alive ? book.owed(item, nowMs - publishedAtMs) : 0;
      if (amount > 0) owed.push({ item, amount });
    }
    this.#lists = new Map();
    for (const { item } of owed.toSorted((a, b) => b.amount - a.amount || b.item - a.item))
      for (const language of [items.facts(item).language, '']) this.#add(language, item);
  }

  #add(language: string, item: number): void {
    const list = this.#lists.get(language);
    if (list === undefined) this.#lists.set(language, [item]);
    else if (list.length < LIST_MAX) list.push(item);
  }
}
