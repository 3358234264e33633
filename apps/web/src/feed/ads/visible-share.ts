// How much of an ad could be seen, and when: a line of changes that the server judges by the rule of the Media Rating Council
// (half of it for one second, of a video that plays for two, without a break). Pure: it is given times.

import type { TimelineStep } from '@jhalak/contracts/ad-events';

/** What the rule asks for. */
const VIEW_SHARE = 0.5;
export const VIEW_MS = 1_000;
export const VIDEO_VIEW_MS = 2_000;
/** The contract's bounds of a line; somebody who scrolls to and fro longer is not counted better for it. */
export const STEPS_MAX = 60;
const LINE_MS_MAX = 3_600_000;

/** Follows one ad from its first sight on; kept when it is scrolled away and returns. */
export class VisibleShare {
  readonly #neededMs: number;
  #steps: TimelineStep[] = [];
  #startedAtMs: number | undefined;

  /** @param video whether two seconds are asked for instead of one. */
  constructor(video: boolean) {
    this.#neededMs = video ? VIDEO_VIEW_MS : VIEW_MS;
  }

  /**
   * From now on this share can be seen; 0 while the page is hidden, something lies over it, or a video does not play.
   *
   * @param share of its pixels, 0 to 1; nonsense counts as nothing.
   * @param nowMs by a clock that never jumps back.
   */
  set(share: number, nowMs: number): void {
    // Whole percent, rounded down: 49.9 is not half.
    const seen = Number.isFinite(share)
      ? Math.floor(Math.min(Math.max(share, 0), 1) * 100 + 1e-9) / 100
      : 0;
    if (this.#startedAtMs === undefined && seen === 0) return;
    this.#startedAtMs ??= nowMs;
    const last = this.#steps.at(-1);
    // One place is kept for the end.
    if (last?.share === seen || this.#steps.length >= STEPS_MAX - 1) return;
    // The last one that fits says that nothing is seen: a line that breaks off must not claim more.
    const ends = this.#steps.length === STEPS_MAX - 2;
    this.#steps.push({ t: this.#since(nowMs), share: ends ? 0 : seen });
  }

  /** Whether anything of it was ever seen. */
  get began(): boolean {
    return this.#startedAtMs !== undefined;
  }

  /** @returns the changes so far, closed by what is so now. */
  timeline(nowMs: number): TimelineStep[] {
    const last = this.#steps.at(-1);
    if (last === undefined) return [];
    const t = Math.max(last.t, this.#since(nowMs));
    return t === last.t ? [...this.#steps] : [...this.#steps, { ...last, t }];
  }

  /** @returns milliseconds until it will be a view if nothing changes; 0 when it is one; undefined while too little is seen. */
  viewInMs(nowMs: number): number | undefined {
    if (isView(this.timeline(nowMs), this.#neededMs)) return 0;
    const last = this.#steps.at(-1);
    if (last === undefined || last.share < VIEW_SHARE) return undefined;
    return this.#neededMs - (this.#since(nowMs) - halfSinceMs(this.#steps));
  }

  #since(nowMs: number): number {
    const ms = Math.round(nowMs - (this.#startedAtMs ?? nowMs));
    return Math.min(Math.max(0, ms), LINE_MS_MAX);
  }
}

/** Since when at least half was seen without a break, at the line's end. */
function halfSinceMs(steps: readonly TimelineStep[]): number {
  let sinceMs = 0;
  let half = false;
  for (const { t, share } of steps) {
    if (share >= VIEW_SHARE && !half) sinceMs = t;
    half = share >= VIEW_SHARE;
  }
  return sinceMs;
}

/** @returns whether a line holds one stretch of at least half that lasted long enough; breaks are not added up. */
export function isView(steps: readonly TimelineStep[], neededMs: number): boolean {
  let sinceMs: number | undefined;
  for (const { t, share } of steps) {
    if (sinceMs !== undefined && t - sinceMs >= neededMs) return true;
    if (share < VIEW_SHARE) sinceMs = undefined;
    else sinceMs ??= t;
  }
  return false;
}
