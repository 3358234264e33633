// How much a lease holds. Pure. Small leases cost transactions, large ones keep money from other servers: so as much as the
// line item's pace needs for a minute, within bounds.

import { MINUTE_MS } from '@jhalak/kernel';

/** Ahead of the pace: a server that asks for more has that long until it has none. */
export const LEASE_AHEAD_MS = MINUTE_MS;
/** Of a line item whose pace is not known yet. */
const SHOWINGS_FIRST = 20;
/** Nothing waits for more: at a thousand a minute a lease is a transaction a minute. */
const SHOWINGS_MAX = 1_000;
/** A view or a click costs many showings: a lease pays at least so many of them. */
const EVENTS_MIN = 3;
/** One of this many parts of what is left: twenty servers can spend at once, and the last money goes in small pieces. */
const PARTS = 20;

export interface LeaseNeed {
  /** For one showing. */
  reserveMicros: number;
  /** The line item's pace at this server, a minute ahead; 0: not known. */
  aheadMicros: number;
  /** Of one event that is paid for. */
  eventMicros: number;
  perUnit: number;
}

/**
 * @param leftUnits what of the budget is neither billed nor leased. @param walletUnits what can still be paid.
 * @param leftEvents of the line item's goal; undefined without one.
 * @returns whole units and, with a goal, events; undefined when not even one showing can be paid.
 */
export function leaseSize(
  need: LeaseNeed,
  leftUnits: number,
  walletUnits: number,
  leftEvents: number | undefined,
): { units: number; events: number | undefined } | undefined {
  const { reserveMicros, aheadMicros, eventMicros, perUnit } = need;
  const unitsOf = (micros: number): number => Math.ceil(micros / perUnit);
  const least = unitsOf(Math.max(reserveMicros, eventMicros));
  const first = Math.max(SHOWINGS_FIRST * reserveMicros, EVENTS_MIN * eventMicros);
  const paced = Math.max(first, Math.min(aheadMicros, SHOWINGS_MAX * reserveMicros));
  const share = Math.max(least, Math.floor(leftUnits / PARTS));
  let units = Math.min(unitsOf(paced), share, leftUnits, walletUnits);
  if (units < least) return undefined;
  if (leftEvents === undefined) return { units, events: undefined };
  const most = Math.max(1, Math.floor(leftEvents / PARTS));
  const events = Math.min(leftEvents, most, Math.floor((units * perUnit) / eventMicros));
  if (events < 1) return undefined;
  units = Math.min(units, unitsOf(events * eventMicros));
  return { units, events };
}
