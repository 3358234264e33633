// Why a bid did not win, in the numbers that `${AUCTION_LOSS}` carries: OpenRTB 3.0, List: Loss Reason Codes.

/** By our name for it. */
export const LOSS = {
  /** It came after the deadline. */
  expired: 2,
  /** Another currency, a slot that is not there, an id twice, a group over slots. */
  invalidResponse: 3,
  invalidDeal: 4,
  invalidAuction: 5,
  /** A block list is in force and the bid does not say whose ad it is. */
  noAdvertiser: 6,
  noMarkup: 7,
  noPrice: 9,
  belowFloor: 100,
  belowDealFloor: 101,
  lostToHigherBid: 102,
  lostToDeal: 103,
  seatBlocked: 104,
  sizeNotAllowed: 203,
  wrongFormat: 204,
  advertiserBlocked: 205,
  appBlocked: 206,
  notSecure: 207,
  languageBlocked: 208,
  categoryBlocked: 209,
  attributeBlocked: 210,
  notInDeal: 213,
} as const;
/** A number of the list. */
export type LossReason = (typeof LOSS)[keyof typeof LOSS];
