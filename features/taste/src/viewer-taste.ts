// What the learner remembers of one viewer: a short history and leanings by language, genre and creator. Plain data, so
// that it can be sealed, shown and given to its person.

import type { OpenShowing, PastShowing } from './ranker/outcomes.ts';

/** One watched clip. `level` is how fully, 0 to 1. */
export interface Watched {
  video: string;
  slot: string;
  level: number;
  atMs: number;
  /** Not counted for others yet: its viewer was not trusted then (trust.ts). */
  waits?: true;
}

/** One lock card that somebody looked at for long or did something with. */
export interface Looked {
  slot: string;
  /** How long it stayed, as part of a full look, 0 to 1. */
  level: number;
  /** What was done with it: each counts once. */
  did: string[];
}

export interface ViewerTaste {
  /** Newest last, at most RECENT_MAX. */
  recent: Watched[];
  /** Newest last, at most LOOKED_MAX. */
  looked: Looked[];
  /** Showings that are not over yet: the ranker learns from them once they are. A few. */
  open: OpenShowing[];
  /** Showings that the ranker learned from and that may still come to something else. A few, for a day. */
  past: PastShowing[];
  languages: Record<string, number>;
  genres: Record<string, number>;
  creators: Record<string, number>;
  /** Clips the viewer does not want, newest last, at most UNWANTED_MAX. */
  unwanted: string[];
}

/** Retrieval looks at fifty of them; some are of clips that are gone. */
export const RECENT_MAX = 60;
export const LOOKED_MAX = 40;
const UNWANTED_MAX = 500;
/** Creators remembered; the weakest leaning is dropped. */
const CREATORS_MAX = 100;
/** Each newly watched clip lets older leanings fade to this part. */
const FADE = 0.97;
/** A leaning never exceeds this, so that a binge can be unlearned in a dozen clips. */
export const LEANING_MAX = 6;

export function emptyTaste(): ViewerTaste {
  return {
    recent: [],
    looked: [],
    open: [],
    past: [],
    languages: {},
    genres: {},
    creators: {},
    unwanted: [],
  };
}

/** Moves the leanings towards or away from an item's language, genre and, where it has one, creator. */
export function lean(
  taste: ViewerTaste,
  item: { language: string; genre: string; creatorId?: string },
  amount: number,
): void {
  bump(taste.languages, item.language, amount * 0.6);
  bump(taste.genres, item.genre, amount);
  if (item.creatorId === undefined) return;
  bump(taste.creators, item.creatorId, amount * 0.8);
  dropWeakest(taste.creators);
}

/** Remembers an item that the viewer does not want. */
export function refuse(taste: ViewerTaste, itemId: string): void {
  taste.unwanted.push(itemId);
  if (taste.unwanted.length > UNWANTED_MAX) taste.unwanted.shift();
}

/** Lets all leanings fade a little; called once a newly watched clip. */
export function fade(taste: ViewerTaste): void {
  for (const leanings of [taste.languages, taste.genres, taste.creators]) {
    for (const name of Object.keys(leanings)) leanings[name] = (leanings[name] ?? 0) * FADE;
  }
}

function bump(leanings: Record<string, number>, name: string, amount: number): void {
  leanings[name] = Math.max(-LEANING_MAX, Math.min(LEANING_MAX, (leanings[name] ?? 0) + amount));
}

function dropWeakest(creators: Record<string, number>): void {
  const names = Object.keys(creators);
  if (names.length <= CREATORS_MAX) return;
  let weakest = names[0] ?? '';
  for (const name of names)
    if (Math.abs(creators[name] ?? 0) < Math.abs(creators[weakest] ?? 0)) weakest = name;
  delete creators[weakest];
}
