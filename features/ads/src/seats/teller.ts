// Tells seats how their bids ended, in the background: a bounded queue, some at a time, each tried a few times.

import type { Notice } from '@jhalak/openrtb';
import type { SeatLane } from '@jhalak/ports';

/** A minute of a busy cell; what is beyond it is dropped, and counted. */
const WAITING_MAX = 10_000;
const AT_ONCE = 16;
/** Tries of one notice, with pauses between them: a seat that restarts is back by then. */
const TRIES_MAX = 3;
const PAUSES_MS = [1_000, 10_000];

export class Teller {
  readonly #lane: SeatLane;
  readonly #dropped: (notice: Notice) => void;
  readonly #waiting: { notice: Notice; tries: number }[] = [];
  readonly #timers = new Set<NodeJS.Timeout>();
  #atWork = 0;
  #stopped = false;

  /** @param dropped told of a notice that could not be brought. */
  constructor(lane: SeatLane, dropped: (notice: Notice) => void) {
    this.#lane = lane;
    this.#dropped = dropped;
  }

  tell(notices: readonly Notice[]): void {
    for (const notice of notices) this.#enqueue({ notice, tries: 0 });
  }

  /** Nothing is tried again; what waits is dropped. */
  stop(): void {
    this.#stopped = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#waiting.length = 0;
  }

  #enqueue(one: { notice: Notice; tries: number }): void {
    if (this.#stopped) return;
    if (this.#waiting.length + this.#timers.size >= WAITING_MAX) return this.#dropped(one.notice);
    this.#waiting.push(one);
    if (this.#atWork >= AT_ONCE) return;
    this.#atWork += 1;
    void this.#work();
  }

  async #work(): Promise<void> {
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift())
      await this.#bring(next);
    this.#atWork -= 1;
  }

  async #bring({ notice, tries }: { notice: Notice; tries: number }): Promise<void> {
    const reply = await this.#lane.tell({ seat: notice.seat, url: notice.url });
    if (reply.kind === 'told') return;
    const pauseMs = reply.kind === 'later' && tries + 1 < TRIES_MAX ? PAUSES_MS[tries] : undefined;
    if (pauseMs === undefined) return this.#dropped(notice);
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#enqueue({ notice, tries: tries + 1 });
    }, pauseMs).unref();
    this.#timers.add(timer);
  }
}
