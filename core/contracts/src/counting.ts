// What is counted and how: the figures of the one rule. The house counts by them, and the public page tells them.

import { Type, type Static } from 'typebox';

/** A view: so much of a clip on the screen, or the whole of a shorter one. Milliseconds. */
export const VIEW_MS = 2_000;
/** Different creators, of which a person watched something, that make a history whole. */
export const HISTORY_CREATORS = 5;
/** A history of one moment is worth this part of one that is a day old; from half of a whole one on a person counts in full. */
export const HISTORY_FRESH_PART = 0.3;
export const HISTORY_ENOUGH = 0.5;
/** What all people without a history add to one count together: as many as the others, and so many more. */
export const NEWCOMERS_FREE = 5;
/** Until so many people have a history of a day, a house is too young to tell newcomers apart, and everybody counts in full. */
export const HOUSE_REGULARS = 10;
/** Smaller figures of what was not counted are not told: one person is easily guessed behind them. */
export const NOT_COUNTED_FLOOR = 10;

/**
 * How one view or like stands. `full`: by somebody with a history. `newcomer`: counts within what newcomers may add.
 * `own`: of the maker. `repeat`: the same person, clip and day (UTC) again.
 */
export const STANDINGS = ['full', 'newcomer', 'own', 'repeat'] as const;
export type Standing = (typeof STANDINGS)[number];

/**
 * The figure that everybody is shown.
 *
 * @param full views, likes or followers that count in full.
 * @param newcomers those by people without a history.
 * @returns at most twice `full` and NEWCOMERS_FREE more, however many newcomers there are. It falls only when `full` does.
 */
export function toldCount(full: number, newcomers: number): number {
  return full + Math.min(newcomers, NEWCOMERS_FREE + full);
}

const Told = Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]);

/** How a clip's figures came about, for its creator. Null: fewer than the floor. */
export const ClipCounting = Type.Object(
  {
    views: Type.Object({
      /** What everybody is shown. */
      shown: Type.Integer({ minimum: 0 }),
      /** Views by newcomers beyond what they may add. */
      held: Told,
      own: Told,
      repeats: Told,
    }),
    likes: Type.Object({ shown: Type.Integer({ minimum: 0 }), held: Told }),
    floor: Type.Integer(),
  },
  { $id: 'ClipCounting' },
);
export type ClipCounting = Static<typeof ClipCounting>;
