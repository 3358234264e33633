// The least price of a slot or a deal. OpenRTB 2.6, section 7.11.1 of its implementation notes: the deal's guidance, else that of
// the video or audio, else the slot's.

import { priceToMicros } from './money.ts';
import type { Deal, Imp } from './request-schema.ts';
import type { Bid } from './response-schema.ts';

/** A floor, and whose it is. */
export interface Floor {
  /** CPM in micro-units. */
  readonly micros: number;
  readonly of: 'deal' | 'slot';
}

interface Guidance {
  readonly bidfloor?: number;
  readonly mincpmpersec?: number;
  readonly durfloors?: readonly { mindur?: number; maxdur?: number; bidfloor?: number }[];
}

/** @returns the floor for a bid on that slot under that deal, if any; 0 when nobody asks for one. */
export function floorOf(imp: Imp, deal: Deal | undefined, bid: Pick<Bid, 'dur' | 'mtype'>): Floor {
  const ofDeal = deal === undefined ? undefined : guided(deal, bid.dur);
  if (ofDeal !== undefined) return { micros: ofDeal, of: 'deal' };
  const timed = bid.mtype === 3 ? imp.audio : (imp.video ?? imp.audio);
  const ofMedia =
    timed === undefined || bid.mtype === 1 || bid.mtype === 4 ? undefined : guided(timed, bid.dur);
  return { micros: ofMedia ?? guided(imp, undefined) ?? 0, of: 'slot' };
}

/** @returns what an object asks for an ad of that many seconds; undefined when it says nothing. An unknown duration meets the
 *   highest step, and the price of one second. */
function guided(from: Guidance, durationS: number | undefined): number | undefined {
  if (from.durfloors !== undefined && from.durfloors.length > 0) {
    const fitting = from.durfloors.filter(
      ({ mindur = 0, maxdur = Infinity }) =>
        durationS === undefined || (durationS >= mindur && durationS <= maxdur),
    );
    const steps = fitting.map(({ bidfloor = 0 }) => micros(bidfloor));
    if (steps.length > 0) return Math.max(...steps);
  }
  if (from.mincpmpersec !== undefined && from.mincpmpersec > 0)
    return micros(from.mincpmpersec) * (durationS ?? 1);
  return from.bidfloor === undefined || from.bidfloor === 0 ? undefined : micros(from.bidfloor);
}

function micros(price: number): number {
  const value = priceToMicros(price, 'up');
  if (value === undefined) throw new RangeError('a floor is a price');
  return value;
}

/**
 * @returns the first field whose floor is in another currency than the auction's; undefined when all can be compared. A deal does
 *   not inherit its slot's currency (3.2.12); nothing stated is USD.
 */
export function foreignFloor(imps: readonly Imp[], currency: string): string | undefined {
  for (const [at, imp] of imps.entries()) {
    const media = [imp, imp.video, imp.audio];
    if (
      media.some((one) => one !== undefined && asks(one)) &&
      (imp.bidfloorcur ?? 'USD') !== currency
    )
      return `imp[${at}].bidfloorcur`;
    for (const [dealAt, deal] of (imp.pmp?.deals ?? []).entries())
      if (asks(deal) && (deal.bidfloorcur ?? 'USD') !== currency)
        return `imp[${at}].pmp.deals[${dealAt}].bidfloorcur`;
  }
  return undefined;
}

function asks(from: Guidance): boolean {
  return (from.bidfloor ?? 0) > 0 || (from.mincpmpersec ?? 0) > 0 || from.durfloors !== undefined;
}
