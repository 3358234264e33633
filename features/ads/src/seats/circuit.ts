// Whether a seat is asked now: a circuit that opens after failures and lets single questions through to see, and a bucket of questions
// a second. Pure but for the moment that is handed in; one of each seat and process.

/** Failures one after the other that open it: a seat that is down is noticed within some auctions, a hiccup is not. */
const FAILURES_MAX = 10;
/** First pause; doubles with each failed try, up to the second. */
const OPEN_MS = { first: 5_000, most: 300_000 };

/** As the desk shows it. */
export interface CircuitState {
  state: 'closed' | 'open' | 'half_open';
  failures: number;
  untilMs?: number;
}

export class Circuit {
  #failures = 0;
  #openUntilMs: number | undefined;
  #openMs = OPEN_MS.first;
  #trying = false;

  /** @returns whether it may be asked; after the pause, one question at a time. Who is let through must say how it went. */
  enter(nowMs: number): boolean {
    if (this.#openUntilMs === undefined) return true;
    // A clock that stepped back must not keep it open.
    const over = nowMs >= this.#openUntilMs || nowMs < this.#openUntilMs - OPEN_MS.most;
    if (!over || this.#trying) return false;
    this.#trying = true;
    return true;
  }

  succeeded(): void {
    this.#failures = 0;
    this.#openUntilMs = undefined;
    this.#openMs = OPEN_MS.first;
    this.#trying = false;
  }

  failed(nowMs: number): void {
    this.#failures += 1;
    const again = this.#trying;
    this.#trying = false;
    if (!again && (this.#failures < FAILURES_MAX || this.#openUntilMs !== undefined)) return;
    if (again) this.#openMs = Math.min(OPEN_MS.most, 2 * this.#openMs);
    this.#openUntilMs = nowMs + this.#openMs;
  }

  shown(nowMs: number): CircuitState {
    const { state, failures } = { state: this.#stateAt(nowMs), failures: this.#failures };
    return this.#openUntilMs === undefined
      ? { state, failures }
      : { state, failures, untilMs: this.#openUntilMs };
  }

  #stateAt(nowMs: number): CircuitState['state'] {
    if (this.#openUntilMs === undefined) return 'closed';
    return nowMs < this.#openUntilMs ? 'open' : 'half_open';
  }
}

/** Questions a second, with a second's burst. */
export class Bucket {
  #tokens: number;
  #filledAtMs: number;

  constructor(qps: number, nowMs: number) {
    this.#tokens = qps;
    this.#filledAtMs = nowMs;
  }

  take(qps: number, nowMs: number): boolean {
    const passedMs = Math.max(0, nowMs - this.#filledAtMs);
    this.#tokens = Math.min(qps, this.#tokens + (qps * passedMs) / 1_000);
    this.#filledAtMs = nowMs;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
