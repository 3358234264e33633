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
  readonly #showings = new Map<string, Showing>();
  #present: Showing | undefined;
  #impression: ReturnType<typeof setTimeout> | undefined;
  readonly #timer: ReturnType<typeof setInterval>;

  constructor(queue: EventQueue) {
    this.#queue = queue;
    this.#timer = setInterval(() => void queue.flush(), FLUSH_EVERY_MS);
  }

  /** Another slot, or none, is on screen. What the last one did is sent at once. */
  show(slot: string | null): void {
    if (slot === (this.#present?.slot ?? null)) return;
    clearTimeout(this.#impression);
    this.#present?.leave();
    this.#present = slot === null ? undefined : this.#showingOf(slot);
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

  notInterested(): void {
    this.#present?.notInterested();
    void this.#queue.flush();
  }

  /** The page or the screen goes away. */
  leave(): void {
    clearTimeout(this.#impression);
    this.#present?.leave();
    this.#present = undefined;
    this.#queue.leave();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.leave();
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
