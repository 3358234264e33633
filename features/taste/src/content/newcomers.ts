// Clips that are owed showings, by language: those that are owed most. Made again once a second, a slice at each call; a
// new clip stands on them at once.

import { BestLists } from '../best-lists.ts';
import type { ItemTable } from '../item-table.ts';
import type { ExposureBook } from './exposure.ts';

/** Clips a list: all of them are weighed for each page. Who had showings falls behind, so that others come up. */
const LIST_MAX = 256;
/** Only the newest clips are looked at: two weeks of a busy house. */
const LOOK_BACK_MAX = 50_000;
/** Lists may be this old. */
const AGE_MS = 1_000;
/** Clips that are looked at in one call: a third of a millisecond. */
const SLICE = 1_500;
/** A house of so many clips is looked through whole, whenever one of them changed. */
const SMALL_HOUSE = 5_000;

export class Newcomers {
  #madeAtMs = -Infinity;
  #items: ItemTable | undefined;
  #puts = 0;
  #lists = new BestLists(LIST_MAX);
  /** Clips from here on were not offered to `lists` yet. */
  #upTo = 0;
  /** Being made of the clips below `upTo`: those from `oldest` to below `left` are still to come. */
  #next: { lists: BestLists; left: number; oldest: number; upTo: number } | undefined;

  /** @returns item indexes, most owed first; an empty language means any. Not to be changed by the caller. */
  of(items: ItemTable, book: ExposureBook, nowMs: number, language = ''): readonly number[] {
    this.#refresh(items, book, nowMs);
    return this.#lists.of(items, language, '');
  }

  #refresh(items: ItemTable, book: ExposureBook, nowMs: number): void {
    if (items !== this.#items) {
      this.#items = items;
      this.#lists = new BestLists(LIST_MAX);
      this.#next = undefined;
      this.#madeAtMs = -Infinity;
    }
    const { count } = items;
    const age = nowMs - this.#madeAtMs;
    // In a small house whatever changed is seen at once.
    const isSmall = count <= SMALL_HOUSE;
    const isOld = age >= AGE_MS || age < 0 || (isSmall && items.puts !== this.#puts);
    if (this.#next === undefined && isOld) {
      this.#puts = items.puts;
      const oldest = Math.max(0, count - LOOK_BACK_MAX);
      this.#next = { lists: new BestLists(LIST_MAX), left: count, oldest, upTo: count };
      if (this.#madeAtMs === -Infinity) this.#make(items, book, nowMs, count);
      this.#madeAtMs = nowMs;
    }
    if (this.#next !== undefined) this.#make(items, book, nowMs, isSmall ? SMALL_HOUSE : SLICE);
    for (; this.#upTo < count; this.#upTo += 1) offer(this.#lists, items, book, this.#upTo, nowMs);
  }

  #make(items: ItemTable, book: ExposureBook, nowMs: number, most: number): void {
    const next = this.#next;
    if (next === undefined) return;
    const end = Math.max(next.oldest, next.left - most);
    for (let item = next.left - 1; item >= end; item -= 1)
      offer(next.lists, items, book, item, nowMs);
    next.left = end;
    if (end > next.oldest) return;
    this.#lists = next.lists;
    this.#upTo = next.upTo;
    this.#next = undefined;
  }
}

function offer(
  lists: BestLists,
  items: ItemTable,
  book: ExposureBook,
  item: number,
  nowMs: number,
): void {
  const amount = items.isOffered(item)
    ? book.owed(item, nowMs - items.publishedAtMs(item), nowMs)
    : 0;
  if (amount > 0) lists.offer(items, item, amount);
}
