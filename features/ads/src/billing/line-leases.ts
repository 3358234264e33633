// What one server has of one line item's money, and what it needs of it. Pure.

import type { AdPlacement } from '@jhalak/contracts/ad-slots';
import { SECOND_MS } from '@jhalak/kernel';
import type { LeaseAsk } from './lease-grant.ts';
import { LEASE_AHEAD_MS } from './lease-size.ts';
import type { LeasedLine } from './leases.ts';

/** A few showings at once are no pace yet. */
const PACE_LEAST_MS = SECOND_MS;

/** A lease of this server, and what is left of it. */
export interface HeldHere {
  leaseId: string;
  leftMicros: number;
  servesUntilMs: number;
}

/** What this server has of one line item for one placement. */
export interface LineLeases {
  line: LeasedLine;
  placement: AdPlacement;
  leases: HeldHere[];
  /** For one showing. */
  reserveMicros: number;
  /** Since `sinceMs`, the last tick or its first showing. */
  takenMicros: number;
  sinceMs: number;
  /** Smoothed, for a minute; 0: not known. */
  aheadMicros: number;
  isAsked: boolean;
  /** For what is reserved at once; 0: nobody waits. */
  wantedMicros: number;
  /** Called when a lease came, or was refused. */
  waiting: (() => void)[];
  notBeforeMs: number;
  usedAtMs: number;
}

/** @returns of a line item of which nothing is known yet. Cost: none. */
export function lineLeases(
  { organisation, campaign, lineItem }: LeasedLine,
  placement: AdPlacement,
  reserveMicros: number,
  nowMs: number,
): LineLeases {
  return {
    ...{ line: { organisation, campaign, lineItem }, placement, leases: [], reserveMicros },
    ...{ takenMicros: 0, sinceMs: nowMs, aheadMicros: 0, isAsked: false, wantedMicros: 0 },
    ...{ waiting: [], notBeforeMs: 0, usedAtMs: nowMs },
  };
}

/** @returns whether one lease can pay so much. Cost: none. */
export function hasFor({ leases }: LineLeases, micros: number, nowMs: number): boolean {
  return leases.some((one) => one.servesUntilMs > nowMs && one.leftMicros >= micros);
}

/** @returns the first lease that pays for all showings, else the one that pays for most; undefined: none pays for one. Cost: none. */
export function payerOf(
  { leases }: LineLeases,
  reserveMicros: number,
  showings: number,
  nowMs: number,
): HeldHere | undefined {
  const paying = leases.filter(
    (one) => one.servesUntilMs > nowMs && one.leftMicros >= reserveMicros,
  );
  return (
    paying.find((one) => one.leftMicros >= reserveMicros * showings) ??
    paying.toSorted((one, other) => other.leftMicros - one.leftMicros)[0]
  );
}

/** @returns what is asked for. Cost: none. */
export function askOf(own: LineLeases, nowMs: number): LeaseAsk {
  const { line, placement, reserveMicros } = own;
  // What grows busy within a tick is not kept small until it ends.
  const aheadMicros = Math.max(own.aheadMicros, own.wantedMicros, paceOf(own, nowMs));
  return { ...line, placement, reserveMicros, aheadMicros };
}

/** @returns what is left of all leases together. Cost: none. */
export function leftOf(own: LineLeases, nowMs: number): number {
  let left = 0;
  for (const lease of own.leases) if (lease.servesUntilMs > nowMs) left += lease.leftMicros;
  return left;
}

/** @returns what the next minute needs by what was taken of late. Cost: none. */
export function paceOf(own: LineLeases, nowMs: number): number {
  return (own.takenMicros * LEASE_AHEAD_MS) / Math.max(PACE_LEAST_MS, nowMs - own.sinceMs);
}
