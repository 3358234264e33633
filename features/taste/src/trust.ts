// How far one viewer's watching may count for everybody. Learning of the viewer's own taste is not concerned.
//
// Accounts are cheap: a thousand of them that watch one clip must not be worth a thousand viewers. What they cannot have
// cheaply is a history: having watched several creators, over more than a moment.

import { DAY_MS } from '@jhalak/kernel';
import type { ItemTable } from './item-table.ts';
import type { ViewerTaste } from './viewer-taste.ts';

/** The last watches that are looked at. */
const WATCHES = 20;
/** Different creators among them that make a viewer like others. */
const CREATORS_FULL = 5;
/** What a history of this very hour counts for; that of a day counts in full. */
const FRESH_PART = 0.3;
/** From here on a viewer's watches count like anybody's; below it they count together, up to a bound (see item-table.ts). */
export const TRUSTED_FROM = 0.5;

/** What watching of somebody without a history counts for in a house where nobody has one yet. */
const PART_MIN = 0.05;

/**
 * @param trust 0 to 1.
 * @param hasRegulars whether the house has viewers to measure newcomers by (item-table.ts).
 * @returns what one viewer's watching counts for in what clips are held to be: pairs, trend, quality, and the showings and
 * watches that these are measured by. Beside regulars a newcomer's is nothing until they are trusted, neither for a clip nor
 * against it; then what they watched before is counted too.
 */
export function countedPart(trust: number, hasRegulars: boolean): number {
  if (hasRegulars) return trust >= TRUSTED_FROM ? trust : 0;
  return PART_MIN + (1 - PART_MIN) * trust;
}

/**
 * @param nowMs journal's time.
 * @returns 0 (an account that watched nothing, or one creator only, and just now) to 1 (five creators, over a day).
 * Cost: some 2 µs; no allocation but a small set.
 */
export function trustOf(viewer: ViewerTaste, items: ItemTable, nowMs: number): number {
  const { recent } = viewer;
  const oldest = recent[0];
  if (oldest === undefined) return 0;
  const creators = new Set<string>();
  const first = Math.max(0, recent.length - WATCHES);
  for (let back = recent.length - 1; back >= first && creators.size < CREATORS_FULL; back -= 1) {
    const item = items.indexOf(recent[back]?.video ?? '');
    if (item !== undefined) creators.add(items.facts(item).creatorId);
  }
  // One creator says nothing: that is what a bought view looks like.
  const variety = Math.max(0, creators.size - 1) / (CREATORS_FULL - 1);
  const age = Math.min(1, Math.max(0, nowMs - oldest.atMs) / DAY_MS);
  return variety * (FRESH_PART + (1 - FRESH_PART) * age);
}
