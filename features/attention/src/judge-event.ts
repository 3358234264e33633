// Decides whether one player event can be true. Pure.

import type { EVENT_RESULT_CODES, PlayerEvent } from '@jhalak/contracts/feed';
import { DAY_MS, MINUTE_MS, SECOND_MS } from '@jhalak/kernel';
import type { Slot } from './slot-token.ts';

export type EventRefusal = Exclude<(typeof EVENT_RESULT_CODES)[number], 'duplicate'>;

/** A page may lie open for hours and an offline player delivers late; after a day a slot is closed. */
const SLOT_LIFE_MS = DAY_MS;
/** Phones' clocks are wrong by minutes; more than a day ahead is a lie or a broken device. */
const CLOCK_AHEAD_MS = DAY_MS;
/** An event cannot be older than its slot by more than a wrong clock explains. */
const CLOCK_BEHIND_MS = DAY_MS;
/** Nobody can watch longer than the slot exists, by our own clock; this much is left for rounding and buffering. */
const WATCH_SLACK_MS = 5 * SECOND_MS;
/** A view: two seconds, or the whole of a clip that is shorter. */
const VIEW_MS = 2 * SECOND_MS;
/** Rounding of players at the end of a clip. */
const VIEW_SLACK_MS = 100;

/** @returns why the event is refused, or undefined when it counts. */
export function judgeEvent(
  event: PlayerEvent,
  slot: Slot,
  personId: string,
  nowMs: number,
): EventRefusal | undefined {
  if (slot.personId !== personId) return 'not_your_slot';
  if (nowMs - slot.issuedAtMs > SLOT_LIFE_MS) return 'slot_expired';
  if (event.at > nowMs + CLOCK_AHEAD_MS || event.at < slot.issuedAtMs - CLOCK_BEHIND_MS)
    return 'time_impossible';
  const longestMs = Math.max(0, nowMs - slot.issuedAtMs) + WATCH_SLACK_MS;
  if (event.watchMs !== undefined && event.watchMs > longestMs) return 'watch_impossible';
  if (event.type === 'finish' && slot.durationMs > longestMs) return 'watch_impossible';
  return undefined;
}

/** @returns whether this much watching of a clip of this length is a view. */
export function isView(watchMs: number, durationMs: number): boolean {
  return watchMs >= Math.min(VIEW_MS, Math.max(1, durationMs - VIEW_SLACK_MS));
}

/** How long after its time a counted event must be remembered, so that no repeat counts. */
export const COUNTED_KEEP_MS = SLOT_LIFE_MS + 10 * MINUTE_MS;
