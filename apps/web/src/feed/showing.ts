// What happened to one slot on this screen, told as player events. Pure: it is given times and positions.

import type { EventType } from '@jhalak/contracts/feed';

/** Watched time between two progress events. */
export const PROGRESS_EVERY_MS = 3_000;
/** Leaving before both of these counts as a skip. */
const SKIP_BEFORE_MS = 3_000;
const SKIP_BEFORE_SHARE = 0.3;
/** A step of the position larger than this is a seek or a sleeping tab, not watching. */
const STEP_MAX_MS = 1_500;

/** Whoever went to the end along the clip's line has not watched it. */
const FINISH_SHARE = 0.8;

/** What somebody does about a clip beside watching it. */
export type Deed = Extract<EventType, 'not_interested' | 'share' | 'report'>;

/** An event before the queue stamps it with the device's time. */
export interface ShownEvent {
  type: EventType;
  slot: string;
  /** Counts up within the slot from 0. */
  seq: number;
  watchMs: number;
}

/** Follows one slot from its first sight on; kept when the person scrolls away and returns. */
export class Showing {
  readonly slot: string;
  readonly #emit: (event: ShownEvent) => void;
  #seq = 0;
  #watchedMs = 0;
  #positionMs: number | undefined;
  #durationMs = 0;
  #toldMs = 0;
  readonly #told = new Set<EventType>();

  constructor(slot: string, emit: (event: ShownEvent) => void) {
    this.slot = slot;
    this.#emit = emit;
  }

  /** Milliseconds of playing so far, loops included. */
  get watchedMs(): number {
    return Math.round(this.#watchedMs);
  }

  /** At least half of the clip was on screen for long enough. */
  impression(): void {
    this.#once('impression');
  }

  /**
   * The clip plays and stands at this position; call it a few times a second.
   * A position before the last one is a loop. Nonsense (no duration yet, not finite) is ignored.
   */
  tick(positionMs: number, durationMs: number): void {
    if (!Number.isFinite(positionMs) || !Number.isFinite(durationMs) || durationMs <= 0) return;
    this.#once('impression');
    this.#once('start');
    this.#durationMs = durationMs;
    const last = this.#positionMs ?? positionMs;
    const looped = positionMs < last;
    const step = looped ? durationMs - last + positionMs : positionMs - last;
    if (step >= 0 && step <= STEP_MAX_MS) this.#watchedMs += step;
    this.#positionMs = positionMs;
    if (looped && step <= STEP_MAX_MS && this.#watchedMs >= durationMs * FINISH_SHARE)
      this.#once('finish');
    if (this.#watchedMs - this.#toldMs >= PROGRESS_EVERY_MS) this.#tell('progress');
  }

  /** Playing stopped or jumped; the next tick starts a new stretch. */
  pause(): void {
    this.#positionMs = undefined;
  }

  /** The clip came to its end. */
  ended(): void {
    this.#once('finish');
  }

  /**
   * The clip leaves the screen: says how far it got.
   *
   * @param how `next`: for another clip, which may be a skip. `away`: the page closes or another screen opens, as when
   * somebody looks at its maker; that says nothing against the clip.
   */
  leave(how: 'next' | 'away'): void {
    this.pause();
    if (!this.#told.has('impression')) return;
    const share = this.#durationMs === 0 ? 0 : this.#watchedMs / this.#durationMs;
    const early = this.#watchedMs < SKIP_BEFORE_MS && share < SKIP_BEFORE_SHARE;
    if (how === 'next' && early) this.#once('skip');
    else if (this.watchedMs > this.#toldMs) this.#tell('progress');
  }

  /** Also after it left the screen; told once. */
  did(deed: Deed): void {
    this.#once(deed);
  }

  #once(type: EventType): void {
    if (this.#told.has(type)) return;
    this.#told.add(type);
    this.#tell(type);
  }

  #tell(type: EventType): void {
    this.#toldMs = this.watchedMs;
    this.#emit({ type, slot: this.slot, seq: this.#seq, watchMs: this.watchedMs });
    this.#seq += 1;
  }
}
