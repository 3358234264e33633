// Packing beside people who use the cell: slower than it could, and behind the programs that serve them. What it costs them:
// docs/measurements/handover.md.

import { getPriority, setPriority } from 'node:os';

/** Text of rows and bytes of files, when nobody says how much: some 60,000 rows a second. */
export const LIVE_BYTES_PER_SECOND = 20_000_000;
/** As `nice` counts: what serves comes first, and this still gets a little of a busy core. */
const GIVES_WAY = 10;

/** Does work with this process behind all others of the machine. */
export async function givingWay<T>(work: () => Promise<T>): Promise<T> {
  const before = getPriority();
  setPriority(Math.max(before, GIVES_WAY));
  try {
    return await work();
  } finally {
    raise(before);
  }
}

function raise(priority: number): void {
  try {
    setPriority(priority);
  } catch (error) {
    // Not everybody may: then a program of one command ends as it went, in the background.
    if ((error as { info?: { code?: string } }).info?.code !== 'EACCES') throw error;
  }
}
