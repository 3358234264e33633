// What our player would have reported of a watch that the log tells of.

import type { EventRow, Slot } from '@jhalak/attention';

/** One watch of the log. */
export interface LoggedWatch {
  personId: string;
  videoId: string;
  slotId: string;
  atMs: number;
  playMs: number;
  durationMs: number;
  /** Where our own feed would have shown it: its slot, which says by what it was ranked. */
  slot?: Slot;
}

/** As the web player: leaving before both of these is a skip. */
const SKIP_BEFORE_MS = 3_000;
const SKIP_BEFORE_SHARE = 0.3;
/** A history says "watched for long" or not, and no more. Medians of those two kinds on 25 to 28 April, rounded. */
const LONG_PLAY_MS = 40_000;
const SHORT_PLAY_MS = 3_000;

/** @returns how long somebody is taken to have played a clip of which only that is known. */
export function historyPlayMs(isLong: boolean, durationMs: number): number {
  return isLong
    ? Math.min(durationMs, LONG_PLAY_MS)
    : Math.min(durationMs * SKIP_BEFORE_SHARE, SHORT_PLAY_MS);
}

/**
 * @returns the impression and, when it played at all, how it ended: finished, skipped early or left. Progress on the way
 * is not told: its last figure says the same.
 */
export function reportsOf(watch: LoggedWatch): EventRow[] {
  const { personId, atMs, videoId, slotId, playMs, durationMs } = watch;
  const slot = watch.slot ?? {
    ...{ slotId, personId, videoId, durationMs, issuedAtMs: atMs },
    ...({ surface: 'feed', position: 0, personal: true } as const),
  };
  const rows: EventRow[] = [{ personId, slot, type: 'impression', seq: 0, atMs, watchMs: 0 }];
  const finished = durationMs > 0 && playMs >= durationMs;
  const early = playMs < SKIP_BEFORE_MS && playMs < durationMs * SKIP_BEFORE_SHARE;
  const type = finished ? 'finish' : early ? 'skip' : 'progress';
  if (playMs > 0 || !finished)
    rows.push({ personId, slot, type, seq: 1, atMs: atMs + playMs, watchMs: Math.round(playMs) });
  return rows;
}
