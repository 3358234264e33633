// From keys to the stories that have them: lists of the newest stories only, so that a look-up costs the same after a
// hundred thousand articles as after a thousand.

import type { Compared } from './comparison.ts';
import type { Rarity } from './rarity.ts';

/** Stories kept for a key, newest last. An older one with a frequent key is found by its rarer keys, or not at all. */
const STORIES_PER_KEY = 48;
/** How many keys of each sort lead to stories, strongest first. */
const NAME_KEYS = 16;
const WORD_KEYS = 10;
const FIGURE_KEYS = 6;
/** Places and events that are combined: `Cianjur` and `earthquake` are each frequent, both together are not. */
const COMBINED_PLACES = 4;
const COMBINED_EVENTS = 4;
/** Keys are looked over for gone stories when so many were added since. */
const FORGET_EVERY = 50_000;

export interface IndexKey {
  text: string;
  /** What a shared key is worth. */
  weight: number;
}

/** @returns the keys under which an article's story can be found, at most 60. Cost: some 50 µs. */
export function indexKeys(compared: Compared, rarity: Rarity): IndexKey[] {
  const { traits, names, words, figures, events } = compared;
  const places = strongest(
    names.weights,
    COMBINED_PLACES,
    (key) => key.startsWith('p:') || traits.places.has(key),
  );
  const acts = strongest(events.weights, COMBINED_EVENTS);
  const language = traits.language;
  return [
    ...strongest(names.weights, NAME_KEYS),
    ...strongest(words.weights, WORD_KEYS).map(({ text, weight }) => ({
      text: `${text}:${language}`,
      weight: weight * 0.7,
    })),
    ...strongest(figures.weights, FIGURE_KEYS),
    ...places.flatMap((place) =>
      acts.map((act) => ({
        text: `${place.text}&${act.text}`,
        weight: rarity.of(place.text) + rarity.of(act.text),
      })),
    ),
    ...traits.bands.map((text) => ({ text, weight: 20 })),
  ];
}

function strongest(
  weights: ReadonlyMap<string, number>,
  count: number,
  which: (key: string) => boolean = () => true,
): IndexKey[] {
  return [...weights]
    .filter(([key]) => which(key))
    .toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .slice(0, count)
    .map(([text, weight]) => ({ text, weight }));
}

interface Entry {
  number: number;
  id: string;
}

export class StoryIndex {
  readonly #lists = new Map<string, Entry[]>();
  #added = 0;

  add(key: string, number: number, id: string): void {
    const list = this.#lists.get(key);
    if (list === undefined) this.#lists.set(key, [{ number, id }]);
    else if (!list.some((entry) => entry.number === number)) {
      list.push({ number, id });
      if (list.length > STORIES_PER_KEY) list.shift();
    }
    this.#added += 1;
  }

  /**
   * @param known maps a listed story to one that may be taken, or undefined.
   * @returns ids of the stories that share most with the keys, best first.
   */
  find(
    keys: readonly IndexKey[],
    count: number,
    known: (id: string) => string | undefined,
  ): string[] {
    const sums = new Map<string, number>();
    for (const { text, weight } of keys) {
      for (const { id } of this.#lists.get(text) ?? []) sums.set(id, (sums.get(id) ?? 0) + weight);
    }
    return [...sums]
      .toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
      .slice(0, count * 3)
      .flatMap(([id]) => known(id) ?? [])
      .slice(0, count);
  }

  /** Drops stories that are gone; looks only when much was added since the last time. */
  forget(isThere: (id: string) => boolean): void {
    if (this.#added < FORGET_EVERY) return;
    this.#added = 0;
    for (const [key, list] of this.#lists) {
      const kept = list.filter(({ id }) => isThere(id));
      if (kept.length === 0) this.#lists.delete(key);
      else if (kept.length < list.length) this.#lists.set(key, kept);
    }
  }
}
