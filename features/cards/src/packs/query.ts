// What the parts of a pack's pipeline work on.

import type { Caller } from '@jhalak/contracts';
import type { Random } from '@jhalak/kernel';
import type { Asked } from '@jhalak/taste';
import type { Standing } from '../pool.ts';
import type { Card } from '../types.ts';

/** What was learned of a viewer, as far as packs use it. */
interface Leanings {
  languages: Readonly<Record<string, number>>;
  genres: Readonly<Record<string, number>>;
  creators: Readonly<Record<string, number>>;
  /** Items the viewer does not want. */
  unwanted: readonly string[];
}

/** One pack's question, with everything that the parts may use. */
export interface PackQuery {
  kind: 'contextual' | 'personal';
  /** The channel's language. */
  language: string;
  /** Languages that cards may have; the channel's first. */
  languages: readonly string[];
  caller: Caller | undefined;
  /** Undefined without consent, or when nothing was learned yet. */
  taste: Leanings | undefined;
  followed: ReadonlySet<string>;
  /** Whose cards the viewer is not shown: blocks in either direction, and whom they muted. Absent: nobody's. */
  apart?: ReadonlySet<string>;
  /** What the viewer asked for, or not to see. */
  asked: Asked;
  /** Clips that are known to say what the viewer muted. */
  muted: ReadonlySet<string>;
  /** Clips often watched together with what the viewer watched last: how strongly, 0 to 1 beside the strongest. */
  related: ReadonlyMap<string, number>;
  /** Item id to when it was last seen, on any surface. */
  seen: ReadonlyMap<string, number>;
  nowMs: number;
  limit: number;
  /** Bytes of pictures that the pack may name, at their narrowest. */
  bytesMax: number;
  random: Random;
}

/** A card that may come into a pack. */
export interface PackCandidate {
  card: Card;
  standing: Standing;
  /** What is left of its worth, (0, 1]. */
  freshness: number;
  /** That its picture takes at least. */
  bytes: number;
}

/** A leaning of three full watches counts as full. */
const LEANING_FULL = 3;

/** @returns how strongly the viewer leans to something, -1 to 1. */
export function leaningTo(
  leanings: Readonly<Record<string, number>> | undefined,
  name: string,
): number {
  return Math.max(-1, Math.min(1, (leanings?.[name] ?? 0) / LEANING_FULL));
}
