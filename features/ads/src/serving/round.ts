// One auction over own line items and outside seats: what is asked, and how own line items answer it. Everybody bids in the same
// form, so that one rule decides and a receipt shows all of it. Pure.

import type { AdPolicy } from '@jhalak/contracts/ad-slots';
import { microsToPrice, type Bid, type BidRequest, type SeatAnswer } from '@jhalak/openrtb';
import type { Pick } from './shortlist.ts';
import type { AdContext } from './types.ts';

/** Assets of a card, as they are asked for and read: ids of the native request. */
export const ASSETS = { title: 1, text: 2, sponsor: 3, button: 4 } as const;
/** As creatives of our own have them. */
const TITLE_CHARS = 90;
const TEXT_CHARS = 140;
const SPONSOR_CHARS = 25;
const BUTTON_CHARS = 20;
export const IMP_ID = '1';
/** Native 1.2, section 7.6: sponsored by, description, the button's words. */
const DATA = { sponsor: 1, text: 2, button: 12 } as const;
/** `seat` of an own advertiser's answer; what stands behind it is its organisation. Outside seats have no colon. */
const OWN = 'own:';
const MTYPE_NATIVE = 4;

/** What a card has room for: words only. A picture of somebody else's machine would tell it who looks. */
const NATIVE_REQUEST = JSON.stringify({
  ...{ ver: '1.2', context: 2, contextsubtype: 20, plcmttype: 1, plcmtcnt: 1 },
  assets: [
    { id: ASSETS.title, required: 1, title: { len: TITLE_CHARS } },
    { id: ASSETS.text, required: 0, data: { type: DATA.text, len: TEXT_CHARS } },
    { id: ASSETS.sponsor, required: 1, data: { type: DATA.sponsor, len: SPONSOR_CHARS } },
    { id: ASSETS.button, required: 0, data: { type: DATA.button, len: BUTTON_CHARS } },
  ],
});

export interface RoundTerms {
  id: string;
  context: AdContext;
  policy: AdPolicy;
  currency: string;
  unitMicros: number;
  /** Two letters, upper case. */
  country: string;
  tmaxMs: number;
  /** Under 18, or of unknown age. */
  child: boolean;
}

/** @returns what all are asked; seats get less of it (`reduceRequest`). */
export function bidRequestOf(terms: RoundTerms): BidRequest {
  const { context, policy, currency } = terms;
  const floor = policy.floors[context.placement] * terms.unitMicros;
  const deals = policy.deals
    .filter(({ placements }) => placements.includes(context.placement))
    .map((deal) => ({
      ...{ id: deal.id, bidfloorcur: currency, at: 1, wseat: [deal.organisation] },
      bidfloor: priceOf(deal.floor === 0 ? floor : deal.floor * terms.unitMicros),
      ...(deal.guaranteed ? { guar: 1 as const } : {}),
    }));
  return {
    ...{ id: terms.id, at: 1, tmax: terms.tmaxMs, cur: [currency] },
    imp: [
      {
        ...{ id: IMP_ID, tagid: context.placement, secure: 1 as const },
        ...{ bidfloor: priceOf(floor), bidfloorcur: currency },
        native: { request: NATIVE_REQUEST, ver: '1.2' },
        ...(deals.length === 0 ? {} : { pmp: { deals } }),
      },
    ],
    app: {
      content: {
        language: context.language,
        ...(context.genre === undefined ? {} : { genre: context.genre }),
      },
    },
    device: {
      geo: {
        country: terms.country,
        ...(context.state === undefined ? {} : { region: context.state }),
      },
    },
    ...(context.interests === undefined ? {} : { user: { kwarray: [...context.interests] } }),
    ...(policy.blockedDomains.length === 0 ? {} : { badv: policy.blockedDomains }),
    ...(policy.blockedCategories.length === 0 ? {} : { bcat: policy.blockedCategories }),
    regs: { coppa: terms.child ? 1 : 0 },
  };
}

/** @returns own line items' answers: each advertiser is a seat. @param atMs when they were there: at once. */
export function ownAnswers(
  picks: readonly Pick[],
  request: BidRequest,
  currency: string,
  atMs: number,
): SeatAnswer[] {
  return picks.map((pick) => ({
    seat: `${OWN}${pick.line.organisation}`,
    arrivedAtMs: atMs,
    response: {
      ...{ id: request.id, cur: currency },
      seatbid: [{ seat: pick.line.organisation, bid: [bidOf(pick)] }],
    },
  }));
}

/** @returns the organisation of an own answer; undefined for an outside seat's. */
export function ownOrganisation(seat: string): string | undefined {
  return seat.startsWith(OWN) ? seat.slice(OWN.length) : undefined;
}

function bidOf({ line, creative, ecpmMicros, deal }: Pick): Bid {
  const [host] = creative.domains;
  return {
    ...{ id: line.lineItem, impid: IMP_ID, price: priceOf(ecpmMicros) },
    ...{ adid: creative.id, cid: line.campaign, crid: creative.id, mtype: MTYPE_NATIVE },
    ...(host === undefined ? {} : { adomain: [host] }),
    ...(deal === undefined ? {} : { dealid: deal.id }),
  };
}

function priceOf(micros: number): number {
  return Number(microsToPrice(micros));
}
