// When a feed, a page or a picture is looked at next. Pure; chance is handed in as a number from 0 to 1.

import { DAY_MS, HOUR_MS, MINUTE_MS } from '@jhalak/kernel';

/** A feed without news is looked at less and less, down to this. */
const FEED_INTERVAL_MAX_MS = 2 * HOUR_MS;
/** A feed that fails is looked at less and less, down to this. */
const FEED_PAUSE_MAX_MS = 12 * HOUR_MS;
/** A refusal (list, type, rules) ends when somebody changes something. */
const REFUSED_MS = 6 * HOUR_MS;
/** Up to this share is added, so that feeds do not march in step. */
const JITTER_SHARE = 0.1;

export interface FeedTimes {
  /** Least time between two looks, as the desk chose. */
  everyMs: number;
  intervalMs: number;
  failureCount: number;
}

/** What a look gave, as far as the schedule cares. */
export type Look =
  | { kind: 'news' }
  | { kind: 'nothing'; freshForMs: number | undefined }
  | { kind: 'failed' }
  | { kind: 'refused' }
  | { kind: 'later'; untilMs: number };

/** @returns the feed's new interval and the moment of its next look. */
export function nextLook(
  times: FeedTimes,
  look: Look,
  nowMs: number,
  chance: number,
): { intervalMs: number; nextFetchAtMs: number } {
  const jitter = 1 + JITTER_SHARE * chance;
  const at = (waitMs: number): number => Math.ceil(nowMs + waitMs * jitter);
  const { everyMs } = times;
  switch (look.kind) {
    case 'news':
      return { intervalMs: everyMs, nextFetchAtMs: at(everyMs) };
    case 'nothing': {
      const grownMs = Math.min(FEED_INTERVAL_MAX_MS, Math.round(times.intervalMs * 1.5));
      const intervalMs = Math.max(everyMs, grownMs);
      // A host that says how long its answer is fresh is not asked before.
      const freshMs = Math.min(look.freshForMs ?? 0, FEED_INTERVAL_MAX_MS);
      return { intervalMs, nextFetchAtMs: at(Math.max(intervalMs, freshMs)) };
    }
    case 'failed': {
      const pauseMs = everyMs * 2 ** Math.min(times.failureCount, 10);
      return { intervalMs: everyMs, nextFetchAtMs: at(Math.min(FEED_PAUSE_MAX_MS, pauseMs)) };
    }
    case 'refused':
      return { intervalMs: everyMs, nextFetchAtMs: at(REFUSED_MS) };
    case 'later':
      return {
        intervalMs: times.intervalMs,
        nextFetchAtMs: Math.max(look.untilMs, nowMs + MINUTE_MS),
      };
  }
}

/** Corrections and withdrawals come early or not at all. Counted from the look before. */
const CHECKS_AFTER_MS = [HOUR_MS, 6 * HOUR_MS, DAY_MS, 3 * DAY_MS];

/**
 * @param checkCount looks at the page that gave an answer.
 * @returns when it is looked at again; null when no more.
 */
export function nextCheckAtMs(checkCount: number, nowMs: number): number | null {
  const afterMs = CHECKS_AFTER_MS[Math.max(0, checkCount - 1)];
  return afterMs === undefined ? null : nowMs + afterMs;
}

/** Tries at a page or picture before it is given up; with the pauses below this takes a day. */
const TRIES_MAX = 8;

/** @param tryCount tries so far, from 1. @returns the moment of the next, or null when it is given up. */
export function nextTryAtMs(tryCount: number, nowMs: number, chance: number): number | null {
  if (tryCount >= TRIES_MAX) return null;
  const pauseMs = Math.min(12 * HOUR_MS, MINUTE_MS * 3 ** tryCount);
  return Math.ceil(nowMs + pauseMs * (1 + JITTER_SHARE * chance));
}
