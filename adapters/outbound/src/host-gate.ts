// One host's turn: asked seldom, left alone when it asks for it or fails. In memory; who needs to remember longer keeps
// its own next time.

import type { Clock, Random } from '@jhalak/kernel';
import { RETRY_AFTER_MAX_MS } from './settings.ts';

export type Turn =
  | { kind: 'now' }
  /** `asked` when the host itself said so. */
  | { kind: 'later'; untilMs: number };

interface HostState {
  nextAtMs: number;
  pausedUntilMs: number;
  /** In a row. */
  failureCount: number;
}

/** Hosts remembered; the longest unasked is forgotten first. */
const HOSTS_MAX = 10_000;
/** First pause after a failure; doubles with each in a row. */
const PAUSE_FIRST_MS = 30_000;
/** A host that is down for a day is asked once an hour. */
const PAUSE_MAX_MS = 3_600_000;
/** Up to this share is added to each interval, so that many cells do not knock at the same moment. */
const JITTER_SHARE = 0.25;

export class HostGate {
  readonly #hosts = new Map<string, HostState>();
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #limits: { hostIntervalMs: number; turnMs: number };

  constructor(clock: Clock, random: Random, limits: { hostIntervalMs: number; turnMs: number }) {
    this.#clock = clock;
    this.#random = random;
    this.#limits = limits;
  }

  /**
   * Waits for the host's turn and takes it.
   *
   * @param intervalMs what the host asks for (`Crawl-delay`), where it is longer than ours.
   */
  async turn(host: string, intervalMs: number, signal: AbortSignal): Promise<Turn> {
    const nowMs = this.#clock.nowMs();
    const state = this.#state(host);
    if (state.pausedUntilMs > nowMs) return { kind: 'later', untilMs: state.pausedUntilMs };
    const startMs = Math.max(nowMs, state.nextAtMs);
    const waitMs = startMs - nowMs;
    if (waitMs > this.#limits.turnMs) return { kind: 'later', untilMs: startMs };
    const interval = Math.max(this.#limits.hostIntervalMs, intervalMs);
    state.nextAtMs = startMs + Math.ceil(interval * (1 + JITTER_SHARE * this.#random.next()));
    if (waitMs > 0) await wait(waitMs, signal);
    return { kind: 'now' };
  }

  succeeded(host: string): void {
    this.#state(host).failureCount = 0;
  }

  /**
   * @param retryAfterMs what the host asked for; else the pause doubles with each failure in a row, with jitter.
   * @returns until when the host is left alone.
   */
  failed(host: string, retryAfterMs?: number): number {
    const state = this.#state(host);
    const grownMs = Math.min(PAUSE_MAX_MS, PAUSE_FIRST_MS * 2 ** Math.min(state.failureCount, 20));
    state.failureCount += 1;
    const pauseMs =
      retryAfterMs === undefined
        ? Math.ceil(grownMs * (0.5 + this.#random.next() / 2))
        : Math.min(RETRY_AFTER_MAX_MS, Math.max(PAUSE_FIRST_MS / 2, retryAfterMs));
    state.pausedUntilMs = Math.max(state.pausedUntilMs, this.#clock.nowMs() + pauseMs);
    return state.pausedUntilMs;
  }

  #state(host: string): HostState {
    const known = this.#hosts.get(host);
    const state = known ?? { nextAtMs: 0, pausedUntilMs: 0, failureCount: 0 };
    // Set again, so that the order of the map is the order of use.
    this.#hosts.delete(host);
    this.#hosts.set(host, state);
    const oldest = this.#hosts.size > HOSTS_MAX ? this.#hosts.keys().next().value : undefined;
    if (oldest !== undefined) this.#hosts.delete(oldest);
    return state;
  }
}

async function wait(ms: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    if (signal.aborted) end();
    signal.addEventListener('abort', end, { once: true });
  });
}
