// Turns what the player does into events of the slot on screen, and sends them.

import type { EventQueue } from './event-queue.ts';
import { Showing } from './showing.ts';

/** Half of a clip in view for this long is an impression. */
const IMPRESSION_AFTER_MS = 250;
const FLUSH_EVERY_MS = 5_000;
/** Slots remembered, so that scrolling back continues their count. */
const SHOWINGS_MAX = 200;

export class Watching {
  readonly #queue: EventQueue;
  readonly #showings: Map<string, Showing>;
  #present: Showing | undefined;
  #impression: ReturnType<typeof setTimeout> | undefined;
  readonly #timer: ReturnType<typeof setInterval>;

  /** @param showings kept by the caller: a slot that returns, also on another screen, continues its count. */
  constructor(queue: EventQueue, showings: Map<string, Showing>) {
    this.#queue = queue;
    this.#showings = showings;
    this.#timer = setInterval(() => void queue.flush(), FLUSH_EVERY_MS);
  }

  /** Another slot, or none, is on screen. What the last one did is sent at once. */
  show(slot: string | null): void {
    clearTimeout(this.#impression);
    if (slot !== (this.#present?.slot ?? null)) {
      this.#present?.leave('next');
      this.#present = slot === null ? undefined : this.#showingOf(slot);
    }
    const shown = this.#present;
    if (shown !== undefined)
      this.#impression = setTimeout(() => shown.impression(), IMPRESSION_AFTER_MS);
    void this.#queue.flush();
  }

  tick(positionMs: number, durationMs: number): void {
    this.#present?.tick(positionMs, durationMs);
  }

  pause(): void {
    this.#present?.pause();
  }

  /** Something lies over the clip. */
  cover(): void {
    clearTimeout(this.#impression);
    this.#present?.pause();
  }

  /** What is on screen now, for whoever has something to tell of it later. */
  get present(): Showing | undefined {
    return this.#present;
  }

  /** The page goes away. */
  leavePage(): void {
    this.#leave();
    this.#queue.leave();
  }

  /** The screen goes away; the page stays. */
  stop(): void {
    clearInterval(this.#timer);
    this.#leave();
    void this.#queue.flush();
  }

  #leave(): void {
    clearTimeout(this.#impression);
    this.#present?.leave('away');
    this.#present = undefined;
  }

  #showingOf(slot: string): Showing {
    const known = this.#showings.get(slot);
    if (known !== undefined) return known;
    const showing = new Showing(slot, (event) => this.#queue.add(event));
    this.#showings.set(slot, showing);
    if (this.#showings.size > SHOWINGS_MAX) {
      const oldest = this.#showings.keys().next();
      if (!oldest.done) this.#showings.delete(oldest.value);
    }
    return showing;
  }
}
