// What the parts of the feed work on: the question, and what is known of the clips that may stand on the page.

import type { Caller } from '@jhalak/contracts';
import type { Random } from '@jhalak/kernel';
import type { Asked, ItemTable, ViewerTaste } from '@jhalak/taste';
import type { CandidateSource, SeenItems } from './candidates.ts';
import type { PageWork } from './ranking/ranked-page.ts';
import type { SelectionCandidate } from './selection/page-columns.ts';

/** One page's question, with everything that the parts may use. */
export interface FeedQuery {
  mode: 'for_you' | 'following';
  caller: Caller | undefined;
  /** Undefined without consent, or when nothing was learned yet. */
  taste: ViewerTaste | undefined;
  chosenLanguages: readonly string[];
  chosenGenres: readonly string[];
  followed: ReadonlySet<string>;
  /** Whose close friend the viewer is. */
  closeTo: ReadonlySet<string>;
  /** Whom the viewer is not shown: blocks in either direction, and whom they muted. */
  apart: ReadonlySet<string>;
  /** In the Following feed: clips that people whom the viewer follows passed on, with who did so. */
  passedOn: ReadonlyMap<string, string>;
  /** What the viewer asked for, or not to see. */
  asked: Asked;
  /** Clips that are known to say what the viewer muted. */
  muted: ReadonlySet<string>;
  /** Video id to the last time it was seen; `total` counts those too that `get` knows and a listing does not. */
  seen: SeenItems;
  /** Videos on the last pages of this session, shown or not. */
  served: ReadonlySet<string>;
  items: ItemTable;
  nowMs: number;
  limit: number;
  random: Random;
  /** Of this page: whoever needs numbers of their own, whatever others drew, makes them from it. */
  seed: number;
  /** Of this run alone. */
  work: PageWork;
}

/** A clip of the shortlist, of which the page is chosen. */
export interface FeedCandidate extends SelectionCandidate {
  item: number;
  videoId: string;
  source: CandidateSource;
  /** How well it goes with the viewer's history, 0 to 1. */
  related: number;
  /** The watched clip that brought it, as item index; -1 when none. */
  because: number;
}

/** @returns how strongly the viewer leans to something, -1 to 1. */
export function leaningTo(
  leanings: Readonly<Record<string, number>> | undefined,
  name: string,
): number {
  return Math.max(-1, Math.min(1, (leanings?.[name] ?? 0) / LEANING_FULL));
}

/** A leaning of three full watches counts as full. */
const LEANING_FULL = 3;
