// Sends player events in batches and keeps them while the network is away. An event keeps its seq over every try, so
// the server counts it once however often it arrives.

import type { PlayerEvent } from '@jhalak/contracts/feed';

/** Same bound as the contract's; a test compares them. */
export const BATCH_MAX = 100;
/** About an hour of watching without network; older progress is worth least and goes first. */
export const QUEUE_MAX = 600;
/** Waiting time after failures in a row: doubles from the first to the last of these. */
const RETRY_FIRST_MS = 2_000;
const RETRY_LAST_MS = 60_000;

/** How a try ended. `refused`: trying again would change nothing. */
export type SendOutcome = 'accepted' | 'refused' | 'later';

export interface EventTransport<Event = PlayerEvent> {
  /** Sends up to BATCH_MAX events; `leaving` when the page is going away. Never throws. */
  send(events: readonly Event[], leaving: boolean): Promise<SendOutcome>;
}

/** Survives a reload; both calls may fail silently where storage is forbidden. */
export interface EventStore<Event = PlayerEvent> {
  load(): Event[];
  save(events: readonly Event[]): void;
}

/** What a queue can hold: events of clips, or of ads. */
export interface QueuedEvent {
  type: string;
  /** The device's time. */
  at: number;
}

/** One queue a page. Calls may overlap: at most one batch travels at a time. */
export class EventQueue<Event extends QueuedEvent = PlayerEvent> {
  readonly #transport: EventTransport<Event>;
  readonly #store: EventStore<Event>;
  readonly #nowMs: () => number;
  #waiting: Event[];
  #travelling: Promise<void> | undefined;
  #failures = 0;
  #notBeforeMs = 0;

  constructor(transport: EventTransport<Event>, store: EventStore<Event>, nowMs: () => number) {
    this.#transport = transport;
    this.#store = store;
    this.#nowMs = nowMs;
    this.#waiting = store.load().slice(0, QUEUE_MAX);
  }

  /** Events that no reply has settled. */
  get size(): number {
    return this.#waiting.length;
  }

  /** Queues an event, stamped with the present time. */
  add(event: Omit<Event, 'at'>): void {
    this.#waiting.push({ ...event, at: this.#nowMs() } as Event);
    if (this.#waiting.length > QUEUE_MAX) {
      const progress = this.#waiting.findIndex((one) => one.type === 'progress');
      this.#waiting.splice(Math.max(progress, 0), 1);
    }
  }

  /**
   * Sends what waits, one batch after another, until nothing waits or a try fails.
   * Does nothing while a failed try's waiting time runs, unless `now` says that the network is back.
   */
  async flush(now = false): Promise<void> {
    if (now) this.#notBeforeMs = 0;
    this.#travelling ??= this.#drain().finally(() => {
      this.#travelling = undefined;
    });
    await this.#travelling;
  }

  /** The page is going away: hands everything to the browser at once and keeps it stored in case that fails. */
  leave(): void {
    this.#store.save(this.#waiting);
    for (let at = 0; at < this.#waiting.length; at += BATCH_MAX) {
      const batch = this.#waiting.slice(at, at + BATCH_MAX);
      void this.#transport.send(batch, true).then((outcome) => {
        if (outcome !== 'later') this.#settle(batch);
      });
    }
  }

  /** Another person may use this device next. */
  forget(): void {
    this.#waiting = [];
    this.#store.save([]);
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0 && this.#nowMs() >= this.#notBeforeMs) {
      const batch = this.#waiting.slice(0, BATCH_MAX);
      const outcome = await this.#transport.send(batch, false);
      if (outcome === 'later') {
        const waitMs = Math.min(RETRY_FIRST_MS * 2 ** this.#failures, RETRY_LAST_MS);
        this.#failures += 1;
        this.#notBeforeMs = this.#nowMs() + waitMs;
        this.#store.save(this.#waiting);
        return;
      }
      this.#failures = 0;
      this.#settle(batch);
    }
  }

  #settle(batch: readonly Event[]): void {
    const settled = new Set(batch);
    this.#waiting = this.#waiting.filter((one) => !settled.has(one));
    this.#store.save(this.#waiting);
  }
}
