// What ads speak with the world: OpenRTB 2.6 and 2.5, Native 1.2, VAST, ads.txt, sellers.json. Pure: no network, no clock.

export { checkBidRequest, readBidRequest } from './request-rules.ts';
export { readBidResponse } from './response-rules.ts';
export { readNativeRequest, readNativeResponse } from './native-rules.ts';
export { lower } from './versions.ts';
export { reduceRequest, type LeavingPolicy } from './reduce.ts';
export { microsToPrice, priceToMicros, PRICE_MAX_MICROS } from './money.ts';
export {
  runAuction,
  type AuctionOutcome,
  type AuctionTerms,
  type LostBid,
  type PlacedBid,
  type SeatAnswer,
  type SlotOutcome,
  type Winner,
} from './auction.ts';
export { LOSS, type LossReason } from './loss-reasons.ts';
export { fillMacros, type MacroValues } from './macros.ts';
export {
  auctionNotices,
  billingNotice,
  filledMarkup,
  type Notice,
  type NoticeFacts,
} from './notices.ts';
export { appendNode, withNode, type SupplyChain, type SupplyChainNode } from './supply-chain.ts';
export { readVast } from './vast/read-vast.ts';
export { followVast, WRAPPERS_MAX, type FollowedVast } from './vast/follow.ts';
export { writeNoAd, writeVast, type LinearAd } from './vast/write-vast.ts';
export { VAST_BYTES_MAX } from './vast/xml.ts';
export type * from './vast/types.ts';
export {
  ADS_TXT_BYTES_MAX,
  readAdsTxt,
  writeAdsTxt,
  type AdsTxt,
  type AdsTxtRecord,
} from './ads-txt.ts';
export {
  readSellers,
  SELLERS_BYTES_MAX,
  unknownSellers,
  unlistedAccounts,
  writeSellers,
  type Seller,
  type Sellers,
} from './sellers.ts';
export type { BidRequest, Deal, Imp } from './request-schema.ts';
export type { Bid, BidResponse } from './response-schema.ts';
export type { NativeRequest, NativeResponse } from './native-schema.ts';
export type { Fault, FaultCode, Verdict } from './faults.ts';
