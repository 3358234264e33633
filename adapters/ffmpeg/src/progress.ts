// How far an encode is, from the engine's `key=value` lines.

/** Reads progress lines of one pass. */
export class PassProgress {
  /** Pictures written so far. */
  frameCount = 0;
  readonly #durationMs: number;
  readonly #tell: (share: number) => void;

  /** @param tell is told the share of this pass, 0 to 1, never falling. */
  constructor(durationMs: number, tell: (share: number) => void) {
    this.#durationMs = durationMs;
    this.#tell = tell;
  }

  readonly take = (line: string): void => {
    const [key, value] = line.split('=');
    const number = Number(value);
    if (!Number.isFinite(number)) return;
    if (key === 'frame') this.frameCount = Math.max(this.frameCount, number);
    // Microseconds, in spite of the older name `out_time_ms`.
    if (key === 'out_time_us') this.#tell(clamp(number / 1000 / this.#durationMs));
  };
}

/** Adds up passes of different weight to one share that never falls. */
export class TotalProgress {
  readonly #tell: ((share: number) => void) | undefined;
  #done = 0;
  #told = 0;

  constructor(tell: ((share: number) => void) | undefined) {
    this.#tell = tell;
  }

  /** @returns a teller for the next part. @param weight share of the whole, 0 to 1. */
  part(weight: number): (share: number) => void {
    const from = this.#done;
    this.#done = clamp(from + weight);
    return (share) => this.#raise(from + weight * share);
  }

  #raise(share: number): void {
    const next = clamp(share);
    if (next <= this.#told) return;
    this.#told = next;
    this.#tell?.(next);
  }
}

function clamp(share: number): number {
  return Math.min(1, Math.max(0, share));
}
