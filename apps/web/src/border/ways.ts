// What leaves, and what was kept from leaving, party by party: rows of the picture.

import type { BorderMap } from '@jhalak/contracts/audit';

/** A line from the door to a party, or one that ends before it. */
export interface Way {
  to: string;
  stopped: boolean;
  /** Message types, or reasons. */
  what: string[];
  /** Classes of what leaves; empty where it was stopped. */
  classes: string[];
  count: number;
  lastAtMs: number;
}

/** More lines than this are a knot; the tables have all. */
const OPEN_MAX = 7;
const STOPPED_MAX = 4;

/** @returns the busiest parties, then those that were refused last, and how many of each are left out. */
export function waysOf({ crossings, violations }: Pick<BorderMap, 'crossings' | 'violations'>): {
  ways: Way[];
  leftOut: number;
} {
  const open = merge(
    crossings.map((one) => ({
      ...{ to: one.to, stopped: false, what: one.message, of: one.dataClass },
      ...{ count: one.month.count, lastAtMs: one.lastAtMs },
    })),
  ).toSorted((a, b) => b.count - a.count);
  const stopped = merge(
    violations.map((one) => ({
      ...{ to: one.to, stopped: true, what: one.reason },
      ...{ count: one.count, lastAtMs: one.lastAtMs },
    })),
  ).toSorted((a, b) => b.lastAtMs - a.lastAtMs);
  const ways = [...open.slice(0, OPEN_MAX), ...stopped.slice(0, STOPPED_MAX)];
  return { ways, leftOut: open.length + stopped.length - ways.length };
}

interface Raw {
  to: string;
  stopped: boolean;
  what: string;
  of?: string;
  count: number;
  lastAtMs: number;
}

function merge(rows: readonly Raw[]): Way[] {
  const byParty = new Map<string, Way>();
  for (const { to, stopped, what, of, count, lastAtMs } of rows) {
    const way = byParty.get(to) ?? { to, stopped, what: [], classes: [], count: 0, lastAtMs: 0 };
    byParty.set(to, {
      ...way,
      what: way.what.includes(what) ? way.what : [...way.what, what],
      classes: of === undefined || way.classes.includes(of) ? way.classes : [...way.classes, of],
      count: way.count + count,
      lastAtMs: Math.max(way.lastAtMs, lastAtMs),
    });
  }
  return [...byParty.values()];
}
