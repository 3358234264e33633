// CPU time of this process and of all that it started and saw end. Linux: Node does not tell of children.

import { readFileSync } from 'node:fs';

/** Ticks a second of /proc, the same on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

/** @returns CPU seconds (user and system) so far; children in steps of 10 ms, once they have ended. */
export function cpuSeconds(): number {
  const stat = readFileSync('/proc/self/stat', 'utf8');
  // The name stands in brackets and may hold spaces; cutime and cstime are fields 16 and 17.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const children = (Number(fields[13]) + Number(fields[14])) / TICKS_PER_SECOND;
  const own = process.cpuUsage();
  return children + (own.user + own.system) / 1_000_000;
}

export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
