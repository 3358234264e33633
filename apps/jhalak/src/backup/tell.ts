// Words for people about long work.

/** Lines come at most this often, so that a terminal and a service's log stay readable. */
const EVERY_MS = 2_000;

/** How far long work is, in numbers. What is not known of the whole is absent. */
export interface HowFar {
  /** `rows`, `files`, `verified`. */
  what: string;
  count: number;
  countOfAll?: number;
  countPerSecond: number;
  bytes: number;
  bytesOfAll?: number;
  bytesPerSecond: number;
  /** At the pace so far. */
  leftMs?: number;
}

/** Who is told of long work, and how it is stopped. */
export interface Watch {
  /** @param far the same in numbers, where the line is of something that is counted. */
  say(line: string, far?: HowFar): void;
  signal: AbortSignal;
}

/** Says how far a long step is, every two seconds; quick steps say nothing on the way. */
export class Progress {
  readonly #name: string;
  readonly #say: Watch['say'];
  readonly #total: { count: number; bytes: number } | undefined;
  #count = 0;
  #bytes = 0;
  readonly #begunMs = performance.now();
  #toldMs = this.#begunMs;

  constructor(name: string, say: Watch['say'], total?: { count: number; bytes: number }) {
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
    const far = this.#far(this.#toldMs - this.#begunMs);
    this.#say(stepLine(this.#name, farWords(far)), far);
  }

  #far(passedMs: number): HowFar {
    const { count: countAll = 0, bytes: bytesAll = 0 } = this.#total ?? {};
    const perSecond = (done: number): number => Math.round(done / (passedMs / 1_000));
    const share = bytesAll > 0 ? this.#bytes / bytesAll : countAll > 0 ? this.#count / countAll : 0;
    return {
      what: this.#name,
      count: this.#count,
      ...(countAll > 0 ? { countOfAll: Math.max(countAll, this.#count) } : {}),
      countPerSecond: perSecond(this.#count),
      bytes: this.#bytes,
      ...(bytesAll > 0 ? { bytesOfAll: Math.max(bytesAll, this.#bytes) } : {}),
      bytesPerSecond: perSecond(this.#bytes),
      ...(share > 0 && share < 1 ? { leftMs: Math.round(passedMs / share - passedMs) } : {}),
    };
  }
}

/** @returns `12,000 of 40,000, 1.2 MB of 3 MB, 0.4 MB a second, about 40 s left`. */
export function farWords(far: HowFar): string {
  const { count, countOfAll = 0, countPerSecond, bytes, bytesOfAll = 0, leftMs } = far;
  const pace =
    bytes > 0 ? formatBytes(far.bytesPerSecond) : count > 0 ? formatCount(countPerSecond) : '';
  return [
    ...(count > 0 ? [of(formatCount, count, countOfAll)] : []),
    ...(bytes > 0 ? [of(formatBytes, bytes, bytesOfAll)] : []),
    ...(pace === '' ? [] : [`${pace} a second`]),
    ...(leftMs === undefined ? [] : [`about ${formatSeconds(leftMs / 1_000)} left`]),
  ].join(', ');
}

/** @returns what is told of work within other work: its lines one step further in, its numbers as they are. */
export function furtherIn(say: Watch['say']): Watch['say'] {
  return (line, far) => (far === undefined ? say(`  ${line}`) : say(`  ${line}`, far));
}

/** @returns one aligned line of a command's progress. */
export function stepLine(name: string, what: string): string {
  return `  ${name.padEnd(16)} ${what}`;
}

function of(format: (value: number) => string, done: number, total: number): string {
  return total > 0 ? `${format(done)} of ${format(Math.max(done, total))}` : format(done);
}

/** @returns `40 s`, `12 min`, `3 h`. */
export function formatSeconds(seconds: number): string {
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
