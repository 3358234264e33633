// Bytes a day: what the lock screen costs on a data plan. Counted for everything, bounded for packs and their files; the
// kill list is never held back.

import { DAY_BYTES_FRUGAL_MAX, DAY_BYTES_MAX } from './bounds.ts';
import type { LockState } from './state.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

type Used = LockState['used'];

/** @returns bytes of today. */
export function usedToday(used: Used, nowMs: number): number {
  return used.day === dayOf(nowMs) ? used.bytes : 0;
}

/** @returns the count with these bytes; another day begins at nothing. */
export function withBytes(used: Used, bytes: number, nowMs: number): Used {
  return { day: dayOf(nowMs), bytes: usedToday(used, nowMs) + bytes };
}

/** @returns whether so much more may be fetched today. */
export function hasRoom(
  state: Pick<LockState, 'used' | 'wishes'>,
  bytes: number,
  nowMs: number,
): boolean {
  return usedToday(state.used, nowMs) + bytes <= mostToday(state.wishes);
}

/** @returns what may be fetched on a day: the lock screen's own bound, or its part of the person's data budget. */
export function mostToday({ frugal, dayBytesMax }: LockState['wishes']): number {
  const own = frugal ? DAY_BYTES_FRUGAL_MAX : DAY_BYTES_MAX;
  return Math.min(own, dayBytesMax ?? own);
}

/** The person's own day: their data plan's, and the budget's. */
const dayOf = (ms: number): number =>
  Math.floor((ms - new Date(ms).getTimezoneOffset() * MINUTE_MS) / DAY_MS);
