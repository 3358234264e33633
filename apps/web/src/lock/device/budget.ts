// Bytes a day: what the lock screen costs on a data plan. Counted for everything, bounded for packs and their files; the
// kill list is never held back.

import { DAY_BYTES_FRUGAL_MAX, DAY_BYTES_MAX } from './bounds.ts';
import type { LockState } from './state.ts';

const DAY_MS = 86_400_000;

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
  const most = state.wishes.frugal ? DAY_BYTES_FRUGAL_MAX : DAY_BYTES_MAX;
  return usedToday(state.used, nowMs) + bytes <= most;
}

const dayOf = (ms: number): number => Math.floor(ms / DAY_MS);
