// Time enters the house only through a Clock, so that a test can move it by hand.
// All times are integers: UTC milliseconds since 1970. Nothing here sleeps.

/** Reads the present moment. Cost: nanoseconds. */
export interface Clock {
  /** @returns UTC milliseconds since 1970, an integer; may step backwards when the host's clock does. */
  nowMs(): number;
}

/** The machine's own clock. */
export const systemClock: Clock = { nowMs: () => Date.now() };

/** A clock that stands still until it is moved: for tests and replays. */
export class ManualClock implements Clock {
  #nowMs: number;

  constructor(startMs: number) {
    this.#nowMs = startMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  /** Moves time by `ms` (negative moves it back, as a host's clock can). */
  advance(ms: number): void {
    this.#nowMs += ms;
  }
}

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
