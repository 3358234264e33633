// How fast a package is written or read, and how long it will take: whoever runs beside a live cell must not starve it.

/** How far the work has come. */
export interface Progress {
  doneBytes: number;
  /** Absent while the whole is not known. */
  totalBytes?: number;
  /** Over the last few seconds. */
  bytesPerSecond: number;
  /** Until the end at this rate; absent without a total or a rate. */
  etaMs?: number;
}

export interface PaceOptions {
  /** UTC milliseconds, or any clock that goes forward. */
  nowMs: () => number;
  /** Comes back after so many milliseconds; needed only with a limit. Rejects to stop the work. */
  waitMs?: (ms: number) => Promise<void>;
  /** At most so many; absent means as fast as the disk. */
  bytesPerSecondMax?: number;
  totalBytes?: number;
  /** Called at most every PROGRESS_EVERY_MS, and at the end. */
  onProgress?: (progress: Progress) => void;
}

/** Four times a second is as much as a person reads. */
const PROGRESS_EVERY_MS = 250;
/** The rate forgets half of what was before after so long. */
const RATE_HALF_LIFE_MS = 3_000;
/** One wait is never longer, so that a clock which jumps cannot stop the work for hours. */
const WAIT_MAX_MS = 5_000;

/** Counts bytes, holds them back, tells how far it is. */
export class Pace {
  readonly #options: PaceOptions;
  #doneBytes = 0;
  /** When the bytes so far are due at the highest allowed rate. */
  #dueMs: number;
  #toldMs: number;
  #toldBytes = 0;
  #bytesPerSecond = 0;

  constructor(options: PaceOptions) {
    this.#options = options;
    this.#dueMs = options.nowMs();
    this.#toldMs = this.#dueMs;
  }

  /** Counts bytes that were finished earlier: they are neither held back nor part of the rate. */
  skip(bytes: number): void {
    this.#doneBytes += bytes;
    this.#toldBytes += bytes;
  }

  /** Counts bytes, tells progress when it is time, and waits as long as the limit asks. */
  async pass(bytes: number): Promise<void> {
    this.#doneBytes += bytes;
    const now = this.#options.nowMs();
    if (now - this.#toldMs >= PROGRESS_EVERY_MS) this.#tell(now);
    await this.hold(bytes);
  }

  /** Waits as long as the limit asks for bytes that cost work and are counted in another form: rows before they are compressed. */
  async hold(bytes: number): Promise<void> {
    const { nowMs, waitMs, bytesPerSecondMax } = this.#options;
    const now = nowMs();
    if (bytesPerSecondMax === undefined || waitMs === undefined) return;
    // Time that passed unused is not saved up: a pause is not followed by a burst.
    this.#dueMs = Math.max(this.#dueMs, now) + (bytes / bytesPerSecondMax) * 1_000;
    const ahead = this.#dueMs - now;
    if (ahead >= 1) await waitMs(Math.min(ahead, WAIT_MAX_MS));
  }

  /** Tells the last progress. */
  end(): void {
    this.#tell(this.#options.nowMs());
  }

  #tell(now: number): void {
    const { onProgress, totalBytes } = this.#options;
    const passedMs = Math.max(1, now - this.#toldMs);
    const rate = ((this.#doneBytes - this.#toldBytes) / passedMs) * 1_000;
    const old = this.#bytesPerSecond === 0 ? 0 : 0.5 ** (passedMs / RATE_HALF_LIFE_MS);
    this.#bytesPerSecond = Math.round(this.#bytesPerSecond * old + rate * (1 - old));
    this.#toldMs = now;
    this.#toldBytes = this.#doneBytes;
    const leftBytes = Math.max(0, (totalBytes ?? 0) - this.#doneBytes);
    onProgress?.({
      doneBytes: this.#doneBytes,
      bytesPerSecond: this.#bytesPerSecond,
      ...(totalBytes !== undefined && { totalBytes }),
      ...(totalBytes !== undefined &&
        this.#bytesPerSecond > 0 && {
          etaMs: Math.ceil((leftBytes / this.#bytesPerSecond) * 1_000),
        }),
    });
  }
}
