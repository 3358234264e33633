// Addresses that tell seats how their bids ended: OpenRTB 2.6, sections 4.2.3 and 4.4. They are built here and opened elsewhere.

import type { AuctionOutcome, LostBid, PlacedBid, Winner } from './auction.ts';
import { LOSS } from './loss-reasons.ts';
import { fillMacros, type MacroValues } from './macros.ts';
import { microsToPrice } from './money.ts';
import { isWebUrl } from './urls.ts';

/** One address to open, once. */
export interface Notice {
  readonly kind: 'win' | 'billing' | 'loss';
  readonly seat: string;
  readonly bidId: string;
  readonly url: string;
}

/** What all notices of an auction say. */
export interface NoticeFacts {
  readonly auctionId: string;
  readonly currency: string;
}

/** @returns what is told when the auction is over: a win for each winner that asks for it, a loss for each other bid that does. */
export function auctionNotices(outcome: AuctionOutcome, facts: NoticeFacts): readonly Notice[] {
  const wins = outcome.slots.flatMap(({ winner }) =>
    winner === undefined ? [] : noticeOf('win', winner, winner.bid.nurl, wonValues(winner, facts)),
  );
  const losses = outcome.lost.flatMap((lost) =>
    noticeOf('loss', lost, lost.bid.lurl, lostValues(lost, facts)),
  );
  return [...wins, ...losses];
}

/** @returns what is told when a won impression is billed; none when the bid asks for none. @param shownAtMs when it was shown. */
export function billingNotice(
  winner: Winner,
  facts: NoticeFacts,
  shownAtMs: number,
): Notice | undefined {
  const values = { ...wonValues(winner, facts), AUCTION_IMP_TS: `${shownAtMs}` };
  return noticeOf('billing', winner, winner.bid.burl, values)[0];
}

/** @returns markup with its macros replaced: what a page may show of a winner. */
export function filledMarkup(winner: Winner, facts: NoticeFacts): string {
  return fillMacros(winner.bid.adm ?? '', wonValues(winner, facts));
}

function noticeOf(
  kind: Notice['kind'],
  { seat, bid }: PlacedBid,
  template: string | undefined,
  values: MacroValues,
): Notice[] {
  if (template === undefined || template === '') return [];
  const url = fillMacros(template, values);
  return isWebUrl(url) ? [{ kind, seat, bidId: bid.id, url }] : [];
}

function commonValues({ bid, buyer, responseId }: PlacedBid, facts: NoticeFacts): MacroValues {
  return {
    AUCTION_ID: facts.auctionId,
    AUCTION_BID_ID: responseId,
    AUCTION_IMP_ID: bid.impid,
    AUCTION_SEAT_ID: buyer,
    AUCTION_AD_ID: bid.adid,
    AUCTION_CURRENCY: facts.currency,
  };
}

function wonValues(winner: Winner, facts: NoticeFacts): MacroValues {
  return {
    ...commonValues(winner, facts),
    AUCTION_PRICE: microsToPrice(winner.priceMicros),
    AUCTION_MIN_TO_WIN: microsToPrice(winner.minToWinMicros),
    // 0 in a loss notice means won (OpenRTB 3.0).
    AUCTION_LOSS: '0',
    AUCTION_MULTIPLIER: '1',
  };
}

/** The winning price is told only to bids that it beat. */
function lostValues(lost: LostBid, facts: NoticeFacts): MacroValues {
  const beaten = lost.reason === LOSS.lostToHigherBid && lost.minToWinMicros !== undefined;
  return {
    ...commonValues(lost, facts),
    AUCTION_LOSS: `${lost.reason}`,
    AUCTION_MIN_TO_WIN: beaten ? microsToPrice(lost.minToWinMicros) : undefined,
  };
}
