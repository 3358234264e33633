// The best clips of each language and genre, of each language, of each genre and of all: heaps that are filled a clip at a
// time, put in order when somebody asks.

import { BestItems } from './best-items.ts';
import type { ItemTable } from './item-table.ts';

export class BestLists {
  readonly #most: number;
  /** By language and genre, each one more than its number; 0: any. */
  readonly #heaps: (BestItems | undefined)[][] = [];
  readonly #ordered = new Map<BestItems, readonly number[]>();

  /** @param most clips a list. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Offers a clip to its four lists; of two with one value the newer is better. Cost: mostly four comparisons. */
  offer(items: ItemTable, item: number, value: number): void {
    const language = items.languageOf(item) + 1;
    const genre = items.genreOf(item) + 1;
    this.#offerTo(language, genre, item, value);
    this.#offerTo(language, 0, item, value);
    this.#offerTo(0, genre, item, value);
    this.#offerTo(0, 0, item, value);
  }

  #offerTo(language: number, genre: number, item: number, value: number): void {
    const ofLanguage = (this.#heaps[language] ??= []);
    const heap = (ofLanguage[genre] ??= new BestItems(this.#most));
    if (heap.count === this.#most && value < (heap.values[0] ?? 0)) return;
    // Of two with one value the heap keeps the smaller number.
    heap.offer(~item, value);
    this.#ordered.delete(heap);
  }

  /** @returns item indexes, best first; an empty name means any. Not to be changed. Cost: a sort when something changed. */
  of(items: ItemTable, language: string, genre: string): readonly number[] {
    const ofLanguage = language === '' ? 0 : items.languages.known(language) + 1;
    const ofGenre = genre === '' ? 0 : items.genres.known(genre) + 1;
    // A name that no clip has.
    if ((language !== '' && ofLanguage === 0) || (genre !== '' && ofGenre === 0)) return [];
    const heap = this.#heaps[ofLanguage]?.[ofGenre];
    if (heap === undefined) return [];
    const known = this.#ordered.get(heap);
    if (known !== undefined) return known;
    const places = Array.from({ length: heap.count }, (_unused, place) => place);
    const { values, items: kept } = heap;
    const ordered = places
      .sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0) || (kept[a] ?? 0) - (kept[b] ?? 0))
      .map((place) => ~(kept[place] ?? 0));
    this.#ordered.set(heap, ordered);
    return ordered;
  }
}
