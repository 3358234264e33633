// Words for people about long work.

/** Lines come at most this often, so that a terminal and a service's log stay readable. */
const EVERY_MS = 2_000;

/** Who is told of long work, and how it is stopped. */
export interface Watch {
  say(line: string): void;
  signal: AbortSignal;
}

/** Says how far a long step is, every two seconds; quick steps say nothing on the way. */
export class Progress {
  readonly #name: string;
  readonly #say: (line: string) => void;
  readonly #total: { count: number; bytes: number } | undefined;
  #count = 0;
  #bytes = 0;
  readonly #begunMs = performance.now();
  #toldMs = this.#begunMs;

  constructor(name: string, say: (line: string) => void, total?: { count: number; bytes: number }) {
    this.#name = name;
    this.#say = say;
    this.#total = total;
  }

  /** Tells of more work done. */
  add(count: number, bytes: number): void {
    this.#count += count;
    this.#bytes += bytes;
    if (performance.now() - this.#toldMs < EVERY_MS) return;
    this.#toldMs = performance.now();
    const total = this.#total ?? { count: 0, bytes: 0 };
    const words = [
      ...(this.#count > 0 ? [of(formatCount, this.#count, total.count)] : []),
      ...(this.#bytes > 0 ? [of(formatBytes, this.#bytes, total.bytes)] : []),
      ...this.#left(),
    ];
    this.#say(stepLine(this.#name, words.join(', ')));
  }

  /** At the pace so far, by what is known of the whole. */
  #left(): string[] {
    const { count = 0, bytes = 0 } = this.#total ?? {};
    const done = bytes > 0 ? this.#bytes / bytes : count > 0 ? this.#count / count : 0;
    if (done <= 0 || done >= 1) return [];
    const passedMs = performance.now() - this.#begunMs;
    return [`about ${formatSeconds((passedMs / done - passedMs) / 1_000)} left`];
  }
}

/** @returns one aligned line of a command's progress. */
export function stepLine(name: string, what: string): string {
  return `  ${name.padEnd(16)} ${what}`;
}

function of(format: (value: number) => string, done: number, total: number): string {
  return total > 0 ? `${format(done)} of ${format(Math.max(done, total))}` : format(done);
}

/** @returns `40 s`, `12 min`, `3 h`. */
function formatSeconds(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  return seconds < 5_400 ? `${Math.ceil(seconds / 60)} min` : `${Math.ceil(seconds / 3_600)} h`;
}

/** @returns `12,345`. */
export function formatCount(count: number): string {
  return count.toLocaleString('en');
}

/** @returns `1.2 GB`; decimal, as disks are sold. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1_000;
    unit += 1;
  }
  return `${unit === 0 || value >= 99.5 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}
