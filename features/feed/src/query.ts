// What the parts of the feed work on: the question, and a candidate with its features.

import type { Caller } from '@jhalak/contracts';
import type { Random } from '@jhalak/kernel';
import type { ItemTable, ViewerTaste } from '@jhalak/taste';
import type { Asked } from './choices/asked.ts';
import type { PageWork } from './ranking/ranked-page.ts';

/** One page's question, with everything that the parts may use. */
export interface FeedQuery {
  mode: 'for_you' | 'following';
  caller: Caller | undefined;
  /** Undefined without consent, or when nothing was learned yet. */
  taste: ViewerTaste | undefined;
  chosenLanguages: readonly string[];
  chosenGenres: readonly string[];
  followed: ReadonlySet<string>;
  /** What the viewer asked for, or not to see. */
  asked: Asked;
  /** Clips that are known to say what the viewer muted. */
  muted: ReadonlySet<string>;
  /** Video id to the last time it was seen; `total` counts those too that `get` knows and a listing does not. */
  seen: ReadonlyMap<string, number> & { readonly total?: number };
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

/** A clip that may come into a slot. */
export interface FeedCandidate {
  item: number;
  videoId: string;
  creatorId: string;
  language: string;
  genre: string;
  /** Which source found it first. */
  source:
    | 'related'
    | 'asked'
    | 'followed'
    | 'leaning'
    | 'chosen'
    | 'new'
    | 'popular'
    | 'explore'
    | 'repeat';
  /** How well it goes with the viewer's history, 0 to 1 (1: the best of the page's candidates); see `Related` of taste. */
  related: number;
  /** Co-visitation alone, 0 to 1. */
  coVisit: number;
  /** What the sequence model says, -1 to 1. */
  sequence: number;
  /** How much of its watches are of today, -1 to 1. */
  trend: number;
  /** The watched clip that brought it, as item index; -1 when none. */
  because: number;
  /** Last impression; 0 when never seen. */
  seenAtMs: number;
  /** A number a sound; 0: its own. */
  sound: number;
  /** 64 bits of its content vector; both 0 when there is none. */
  signatureHigh: number;
  signatureLow: number;
  /** One bit a tag, by hash. */
  tagBits: number;
  /** Likeness of its content to what the viewer watched, 0 to 1. */
  content: number;
  /** How well it is expected to hold people: its own past, and that of its creator and genre; 0 to 1. */
  quality: number;
  /** Above 0 while the clip is owed showings: its share of the slots that are given to such clips. */
  claim: number;
}

/** @returns a candidate for an item. */
export function candidateOf(
  query: FeedQuery,
  item: number,
  source: FeedCandidate['source'],
): FeedCandidate {
  const { videoId, creatorId, language, genre } = query.items.facts(item);
  return {
    item,
    videoId,
    creatorId,
    language,
    genre,
    source,
    related: 0,
    coVisit: 0,
    sequence: 0,
    trend: 0,
    because: -1,
    seenAtMs: query.seen.get(videoId) ?? 0,
    sound: 0,
    signatureHigh: 0,
    signatureLow: 0,
    tagBits: 0,
    content: 0,
    quality: 0,
    claim: 0,
  };
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
