// How far one person's views count for what everybody is told is rising: the rule of taste (its trust.ts), on the little
// that is kept here. Accounts are cheap; having watched several creators over more than a moment is not. Pure.

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
/** Different creators that make a viewer like others, what a history of this very hour counts for, and from where on it is enough: as in taste. */
const CREATORS_FULL = 5;
const FRESH_PART = 0.3;
const TRUSTED_FROM = 0.5;
/** What viewers without a history may add to a clip together: five views, and as many as the others. */
const DOUBTED_FREE = 5;
/**
 * While views of people with a history are less than this part of the others, a house is too young to tell them apart; with so
 * many of them it is not, and no flood of newcomers makes it so again.
 */
const REGULARS_PART = 0.25;
const REGULARS_ENOUGH = 50;

/** Views of a clip. */
export interface Tally {
  /** By people with a history. */
  regular: number;
  other: number;
}

/** @returns whether somebody with this history counts like anybody. Cost: none. */
export function isRegular(history: History | undefined, atMs: number): boolean {
  if (history === undefined) return false;
  const variety = Math.min(1, Math.max(0, bitCount(history.creators) - 1) / (CREATORS_FULL - 1));
  const age = Math.min(1, Math.max(0, atMs - history.sinceMs) / DAY_MS);
  return variety * (FRESH_PART + (1 - FRESH_PART) * age) >= TRUSTED_FROM;
}

/** @param creatorId a UUID. @returns the history with one more view. */
export function watched(history: History | undefined, creatorId: string, atMs: number): History {
  const bit = 1 << (Number.parseInt(creatorId.slice(-6), 16) % CREATOR_BITS);
  return { sinceMs: history?.sinceMs ?? atMs, creators: (history?.creators ?? 0) | bit };
}

/** @param all views of a house in a window. @returns whether there are enough regulars to measure newcomers by. */
export function hasRegulars({ regular, other }: Tally): boolean {
  return regular >= REGULARS_ENOUGH || (regular > 0 && regular >= REGULARS_PART * other);
}

/** @returns how many of a clip's views count. A thousand accounts made for one clip are worth five viewers. */
export function countedViews({ regular, other }: Tally, isBounded: boolean): number {
  return isBounded ? regular + Math.min(other, DOUBTED_FREE + regular) : regular + other;
}

function bitCount(bits: number): number {
  let count = 0;
  for (let left = bits; left !== 0; left &= left - 1) count += 1;
  return count;
}
