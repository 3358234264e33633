// How much a lease holds. Pure. Small leases cost transactions, large ones keep money from other servers: so as much as the
// line item's pace needs for a minute, within bounds.

import { DAY_MS, MINUTE_MS } from '@jhalak/kernel';

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

/**
 * Of what is left of a campaign, packs of all languages and phone brands together hold one of this many parts at most: what a pack
 * reserves and nobody looks at is held until its tokens are over, eight days, and the feed sells the same money within minutes.
 */
const PACKS_PARTS = 2;
/** Of what packs may hold yet, one pack takes one of this many parts: the ninth language still finds a third of it. */
const PACK_PARTS = 8;

export interface LeaseNeed {
  /** For one showing. */
  reserveMicros: number;
  /** The line item's pace at this server, a minute ahead; 0: not known. */
  aheadMicros: number;
  /** Of one event that is paid for. */
  eventMicros: number;
  perUnit: number;
}

/** What packs hold of a campaign, and took of it within a day; whole units, or events of a goal. */
export interface PacksHold {
  held: number;
  takenToday: number;
}

/**
 * What one more pack may reserve, in units or in events. A pack lives for a day, so packs of one day together reserve what pacing
 * means for a day, and never more than half of what is left.
 *
 * @param left what of the budget or the goal is not billed, leased or not. @param leastUseful below it a lease pays for nothing.
 * @param paced the campaign's time that is left, where it is to be spent evenly; undefined: as fast as it goes.
 * @returns 0 when nothing more may be reserved for packs. Cost: none.
 */
export function packRoom(
  left: number,
  { held, takenToday }: PacksHold,
  leastUseful: number,
  paced: number | undefined,
): number {
  // Never less than one showing in all: else a lock screen's own campaign could not spend its last money.
  const ofAll = Math.max(leastUseful, Math.floor(left / PACKS_PARTS)) - held;
  // Every hour of a day is in a day once, so the traffic by hour need not be asked.
  const share = paced === undefined ? 1 : DAY_MS / Math.max(DAY_MS, paced);
  const today = Math.max(leastUseful, Math.floor(left * share)) - takenToday;
  const room = Math.min(ofAll, today);
  return room < leastUseful ? 0 : Math.max(leastUseful, Math.floor(room / PACK_PARTS));
}

/** @returns below how many units a lease pays for nothing. Cost: none. */
export function leastUnits({ reserveMicros, eventMicros, perUnit }: LeaseNeed): number {
  return Math.ceil(Math.max(reserveMicros, eventMicros) / perUnit);
}

/** What there is for a lease, in whole units and events of the line item's goal. */
export interface LeaseRoom {
  /** What of the budget is neither billed nor leased. */
  leftUnits: number;
  /** What can still be paid. */
  walletUnits: number;
  /** Of the goal; undefined without one. */
  leftEvents: number | undefined;
  /** For a pack: what packs may take yet; events where there is a goal. */
  packs?: { units: number; events: number | undefined };
}

/** @returns whole units and, with a goal, events; undefined when not even one showing can be paid. Cost: none. */
export function leaseSize(
  need: LeaseNeed,
  { leftUnits, walletUnits, leftEvents, packs }: LeaseRoom,
): { units: number; events: number | undefined } | undefined {
  const { reserveMicros, aheadMicros, eventMicros, perUnit } = need;
  const unitsOf = (micros: number): number => Math.ceil(micros / perUnit);
  const least = leastUnits(need);
  const first = Math.max(SHOWINGS_FIRST * reserveMicros, EVENTS_MIN * eventMicros);
  const paced = Math.max(first, Math.min(aheadMicros, SHOWINGS_MAX * reserveMicros));
  const share = Math.max(least, Math.floor(leftUnits / PARTS));
  let units = Math.min(unitsOf(paced), share, leftUnits, walletUnits, packs?.units ?? Infinity);
  if (units < least) return undefined;
  if (leftEvents === undefined) return { units, events: undefined };
  const most = Math.max(1, Math.floor(leftEvents / PARTS));
  const paid = Math.floor((units * perUnit) / eventMicros);
  const events = Math.min(leftEvents, most, paid, packs?.events ?? Infinity);
  if (events < 1) return undefined;
  units = Math.min(units, unitsOf(events * eventMicros));
  return { units, events };
}
