// The device's idea of the time, for judging whether a pack still lives. A wrong clock, and one that is changed on
// purpose, may make cards dark; it never gives them a longer life.
//
// What the device's clock says is corrected by `offsetMs`, which a cell's signed time sets. The highest time ever seen is
// kept: later times are never earlier than it. A clock that is seen to have gone back says nothing about how long it was
// away, so nothing is shown until a signed time comes. Only a receipt for a pseudonym that was minted for this very
// question can lower the highest time: it cannot have been made earlier.

import { CLOCK_SLACK_MS } from './bounds.ts';

export interface DeviceClock {
  highestMs: number;
  offsetMs: number;
}

export const NEW_CLOCK: DeviceClock = { highestMs: 0, offsetMs: 0 };

export interface Reading {
  /** To be kept. */
  clock: DeviceClock;
  /** Never less than any time before. */
  nowMs: number;
  /** False: the clock went back, and how much time passed is not known. */
  trusted: boolean;
}

/** @param wallMs what the device's clock says. */
export function readClock(clock: DeviceClock, wallMs: number): Reading {
  const guessMs = wallMs + clock.offsetMs;
  const nowMs = Math.max(clock.highestMs, guessMs);
  return {
    clock: { ...clock, highestMs: nowMs },
    nowMs,
    trusted: guessMs >= clock.highestMs - CLOCK_SLACK_MS,
  };
}

/** Something signed at `signedMs` exists: it is at least that late. Moves the clock forward, or not at all. */
export function atLeast(clock: DeviceClock, wallMs: number, signedMs: number): DeviceClock {
  return {
    offsetMs: Math.max(clock.offsetMs, signedMs - wallMs),
    highestMs: Math.max(clock.highestMs, signedMs),
  };
}

/**
 * A cell signed `signedMs` in reply to a question that nobody could have asked before.
 *
 * @param askedWallMs the device's clock when it was asked: the answer's way counts as passed, so that lives end early.
 */
export function exactly(askedWallMs: number, signedMs: number): DeviceClock {
  return { offsetMs: signedMs - askedWallMs, highestMs: signedMs };
}

/** @returns whether something is due again; also when the clock has gone back since. */
export function isDue(lastMs: number | null, everyMs: number, nowMs: number): boolean {
  return lastMs === null || nowMs - lastMs >= everyMs || nowMs < lastMs - CLOCK_SLACK_MS;
}
