// What of a seat's answer comes into the auction: bids that its own terms let in. The auction judges the rest.

import type { SeatBody } from '@jhalak/contracts/ad-seats';
import {
  microsToPrice,
  type Bid,
  type BidRequest,
  type BidResponse,
  type Deal,
} from '@jhalak/openrtb';

type Terms = Pick<SeatBody, 'deals' | 'blockedAdvertisers' | 'blockedCategories'>;

/** @returns the answer without bids on other seats' deals, and without those that its block lists bar; undefined when none is left. */
export function keptAnswer(
  terms: Terms,
  request: BidRequest,
  response: BidResponse,
): BidResponse | undefined {
  const offered = new Set(request.imp.flatMap(({ pmp }) => (pmp?.deals ?? []).map(({ id }) => id)));
  const own = new Set(terms.deals.map(({ id }) => id));
  const foreign = (bid: Bid): boolean =>
    bid.dealid !== undefined && offered.has(bid.dealid) && !own.has(bid.dealid);
  const seatbid = (response.seatbid ?? [])
    .map((group) => ({
      ...group,
      bid: group.bid.filter((bid) => !foreign(bid) && !isBarred(terms, bid)),
    }))
    .filter(({ bid }) => bid.length > 0);
  return seatbid.length === 0 ? undefined : { ...response, seatbid };
}

function isBarred({ blockedAdvertisers, blockedCategories }: Terms, bid: Bid): boolean {
  const domains = bid.adomain ?? [];
  const advertiser =
    blockedAdvertisers.length > 0 &&
    (domains.length === 0 ||
      domains.some((one) => {
        const domain = one.toLowerCase();
        return blockedAdvertisers.some((b) => domain === b || domain.endsWith(`.${b}`));
      }));
  const taxonomy = bid.cattax ?? 1;
  const category =
    blockedCategories.length > 0 &&
    (bid.cat ?? []).some(
      (one) =>
        taxonomy !== 1 || blockedCategories.some((b) => one === b || one.startsWith(`${b}-`)),
    );
  return advertiser || category;
}

/** @param microsPerUnit micro-units of the currency in one smallest unit. @returns the deal as it stands in a request. */
export function dealOf(
  { id, floor, price, guaranteed }: SeatBody['deals'][number],
  currency: string,
  microsPerUnit: number,
): Deal {
  return {
    id,
    bidfloor: Number(microsToPrice(floor * microsPerUnit)),
    bidfloorcur: currency,
    at: price === 'fixed' ? 3 : 1,
    ...(guaranteed ? { guar: 1 as const } : {}),
  };
}
