// Clips in order of decayed popularity and of age, by language and genre. They are made anew once a second, a slice of the
// clips at each call, so that no page waits for all of a large house; a new clip stands on them at once.

import { BestLists } from './best-lists.ts';
import type { ItemTable } from './item-table.ts';

/** Entries a list; a page needs tens. */
const LIST_MAX = 150;
/** Lists may be this old. */
const AGE_MS = 1_000;
/** Clips that are looked at in one call: a tenth of a millisecond. One list of candidates calls up to nine times, a page some fourteen: a house of a million is through in ninety pages. */
const SLICE = 800;
/** A house of so many clips is looked through whole, whenever one of them changed. */
const SMALL_HOUSE = 5_000;

interface Lists {
  popular: BestLists;
  newest: BestLists;
  /** Clips from here on were not offered yet. */
  upTo: number;
}

export class TopLists {
  #madeAtMs = -Infinity;
  #items: ItemTable | undefined;
  #puts = 0;
  #lists = emptyLists();
  /** Being made: the clips below `left` are still to come. */
  #next: { lists: Lists; left: number } | undefined;

  /** @returns item indexes, best first. Empty names mean any. Not to be changed by the caller. */
  popular(items: ItemTable, nowMs: number, language = '', genre = ''): readonly number[] {
    this.#refresh(items, nowMs);
    return this.#lists.popular.of(items, language, genre);
  }

  /** @returns item indexes, newest first. */
  newest(items: ItemTable, nowMs: number, language = ''): readonly number[] {
    this.#refresh(items, nowMs);
    return this.#lists.newest.of(items, language, '');
  }

  #refresh(items: ItemTable, nowMs: number): void {
    // Another model.
    if (items !== this.#items) {
      this.#items = items;
      this.#lists = emptyLists();
      this.#next = undefined;
      this.#madeAtMs = -Infinity;
    }
    const age = nowMs - this.#madeAtMs;
    // In a small house whatever changed is seen at once.
    const isSmall = items.count <= SMALL_HOUSE;
    const isOld = age >= AGE_MS || age < 0 || (isSmall && items.puts !== this.#puts);
    if (this.#next === undefined && isOld) {
      this.#puts = items.puts;
      const lists = emptyLists();
      lists.upTo = items.count;
      this.#next = { lists, left: items.count };
      // Without any lists there is nothing to show meanwhile.
      if (this.#madeAtMs === -Infinity) this.#make(items, items.count);
      this.#madeAtMs = nowMs;
    }
    if (this.#next !== undefined) this.#make(items, isSmall ? SMALL_HOUSE : SLICE);
    for (let item = this.#lists.upTo; item < items.count; item += 1)
      offer(this.#lists, items, item);
    this.#lists.upTo = items.count;
  }

  // From the newest down: in a young house all are equally popular, and those that come later are no better.
  #make(items: ItemTable, most: number): void {
    const next = this.#next;
    if (next === undefined) return;
    const end = Math.max(0, next.left - most);
    for (let item = next.left - 1; item >= end; item -= 1) offer(next.lists, items, item);
    next.left = end;
    if (end > 0) return;
    this.#lists = next.lists;
    this.#next = undefined;
  }
}

function emptyLists(): Lists {
  return { popular: new BestLists(LIST_MAX), newest: new BestLists(LIST_MAX), upTo: 0 };
}

function offer({ popular, newest }: Lists, items: ItemTable, item: number): void {
  if (!items.isOffered(item)) return;
  // Equal popularity (a cold start) falls back to the newer clip.
  popular.offer(items, item, items.popularity(item));
  newest.offer(items, item, items.publishedAtMs(item));
}
