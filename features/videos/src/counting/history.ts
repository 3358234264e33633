// How far one person counts in what everybody is shown. Accounts are cheap; having watched several creators over more than a
// moment is not: the rule of taste (its trust.ts), on the little that is kept here. Pure.

import { HISTORY_CREATORS, HISTORY_ENOUGH, HISTORY_FRESH_PART } from '@jhalak/contracts/counting';
import { DAY_MS } from '@jhalak/kernel';

/** What is kept of one viewer. */
export interface History {
  /** First view that counted. */
  sinceMs: number;
  /** One bit a creator. */
  creators: number;
}

/** Bits of an integer column; two creators that share one count as one. */
const CREATOR_BITS = 30;

/** @returns whether somebody with this history counts in full. Cost: none. */
export function isRegular(history: History | undefined, atMs: number): boolean {
  if (history === undefined) return false;
  // One creator says nothing: that is what a bought view looks like.
  const variety = Math.max(0, bitCount(history.creators) - 1) / (HISTORY_CREATORS - 1);
  const age = Math.min(1, Math.max(0, atMs - history.sinceMs) / DAY_MS);
  const part = HISTORY_FRESH_PART + (1 - HISTORY_FRESH_PART) * age;
  return Math.min(1, variety) * part >= HISTORY_ENOUGH;
}

/** @param creatorId a UUID. @returns the history with one more view. */
export function watched(history: History | undefined, creatorId: string, atMs: number): History {
  const bit = 1 << (Number.parseInt(creatorId.slice(-6), 16) % CREATOR_BITS);
  return { sinceMs: history?.sinceMs ?? atMs, creators: (history?.creators ?? 0) | bit };
}

function bitCount(bits: number): number {
  let count = 0;
  for (let left = bits; left !== 0; left &= left - 1) count += 1;
  return count;
}
