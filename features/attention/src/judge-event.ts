// Decides whether one player event can be true. Pure.

import type { EVENT_RESULT_CODES, PlayerEvent } from '@jhalak/contracts/feed';
import { VIEW_MS } from '@jhalak/contracts/counting';
import { PACK_EVENTS_AFTER_MS, PACK_LIFE_MS, type LockEvent } from '@jhalak/contracts/lock';
import { DAY_MS, MINUTE_MS, SECOND_MS } from '@jhalak/kernel';
import { NOBODY, type Slot } from './slot-token.ts';

export type EventRefusal = Exclude<(typeof EVENT_RESULT_CODES)[number], 'duplicate'>;

/** A page may lie open for hours and an offline player delivers late; after a day a slot is closed. */
const SLOT_LIFE_MS = DAY_MS;
/** A phone is offline for days: a pack's slots are closed a week after the pack's own end. */
const LOCK_SLOT_LIFE_MS = PACK_LIFE_MS + PACK_EVENTS_AFTER_MS;
/** Phones' clocks are wrong by minutes; more than a day ahead is a lie or a broken device. */
const CLOCK_AHEAD_MS = DAY_MS;
/** An event cannot be older than its slot by more than a wrong clock explains. */
const CLOCK_BEHIND_MS = DAY_MS;
/** Nobody can watch longer than the slot exists, by our own clock; this much is left for rounding and buffering. */
const WATCH_SLACK_MS = 5 * SECOND_MS;
/** Rounding of players at the end of a clip. */
const VIEW_SLACK_MS = 100;

/** @returns why the event is refused, or undefined when it counts. */
export function judgeEvent(
  event: PlayerEvent,
  slot: Slot,
  personId: string,
  nowMs: number,
): EventRefusal | undefined {
  // A lock card is no clip that plays.
  if (slot.card !== undefined) return 'slot_invalid';
  if (slot.personId !== personId) return 'not_your_slot';
  if (nowMs - slot.issuedAtMs > SLOT_LIFE_MS) return 'slot_expired';
  if (event.at > nowMs + CLOCK_AHEAD_MS || event.at < slot.issuedAtMs - CLOCK_BEHIND_MS)
    return 'time_impossible';
  const longestMs = Math.max(0, nowMs - slot.issuedAtMs) + WATCH_SLACK_MS;
  if (event.watchMs !== undefined && event.watchMs > longestMs) return 'watch_impossible';
  if (event.type === 'finish' && slot.durationMs > longestMs) return 'watch_impossible';
  return undefined;
}

/**
 * @param personId who reports; undefined for a stranger, to whom only slots of nobody belong.
 * @returns why an event of a lock screen is refused, or undefined when it counts.
 */
export function judgeLockEvent(
  event: LockEvent,
  slot: Slot,
  personId: string | undefined,
  nowMs: number,
): EventRefusal | undefined {
  if (slot.surface !== 'lock' || slot.card === undefined) return 'slot_invalid';
  if (slot.personId !== NOBODY && slot.personId !== personId) return 'not_your_slot';
  if (nowMs - slot.issuedAtMs > LOCK_SLOT_LIFE_MS) return 'slot_expired';
  if (event.at > nowMs + CLOCK_AHEAD_MS || event.at < slot.issuedAtMs - CLOCK_BEHIND_MS)
    return 'time_impossible';
  const longestMs = Math.max(0, nowMs - slot.issuedAtMs) + WATCH_SLACK_MS;
  return event.dwellMs !== undefined && event.dwellMs > longestMs ? 'watch_impossible' : undefined;
}

/** @returns whether this much watching of a clip of this length is a view. */
export function isView(watchMs: number, durationMs: number): boolean {
  return watchMs >= Math.min(VIEW_MS, Math.max(1, durationMs - VIEW_SLACK_MS));
}

/** Ours and another process's clocks, and the sweep's own pace. */
const KEEP_SLACK_MS = 10 * MINUTE_MS;

/** @returns how long after its time a counted event of a slot must be remembered, so that no repeat counts. */
export function countedKeepMs(slot: Pick<Slot, 'surface'>): number {
  return (slot.surface === 'lock' ? LOCK_SLOT_LIFE_MS : SLOT_LIFE_MS) + KEEP_SLACK_MS;
}
