// Receipts of auctions: what was asked, what was answered and who won at which price, so that somebody who trusts nobody here can
// run the same auction again. They hold no person: what is kept of a request is what may leave the cell about anybody.

import type { AuctionOutcome, AuctionTerms } from '@jhalak/openrtb';

/** One auction, as it was run. */
export interface AuctionRecord {
  /** UUIDv7, unique; what the receipt is asked for by. */
  readonly id: string;
  /**
   * With what `runAuction` was called. Of the request and the bids only that is kept which an auction is decided by (`receiptOf`):
   * no user, no interests, no address; markup becomes its digest.
   */
  readonly terms: AuctionTerms;
  /** What came of it, and what was then done. */
  readonly outcome: AuctionOutcome;
  /** SHA-256 in hexadecimal of the grant's id (`grantHash`); absent when nothing was granted. */
  readonly grantHash?: string | undefined;
  /** What people will see, where an outside seat won: it stands in the public ad library from then on. */
  readonly seatAd?: SeatAd | undefined;
}

/** An ad of an outside seat, in the words that are shown. */
export interface SeatAd {
  /** The seat's id in our registry. */
  readonly seat: string;
  /** As the grant's `creative`: figures are found by it. */
  readonly creative: string;
  /** The advertiser's domain, `adomain` of the bid. */
  readonly domain: string;
  /** As it stands beside the ad. */
  readonly sponsor: string;
  readonly title: string;
  readonly text: string;
  readonly kind: 'native' | 'clip';
  /** Where a tap leads, without query. */
  readonly url: string;
}

/** Where auctions are written down. */
export interface AuctionReceipts {
  /**
   * Makes the receipt durable. Those that come together share one write.
   *
   * @throws `unavailable` when more wait than may, or nothing can be written: then nothing is shown.
   * @throws RangeError for a record that is larger than a receipt may be, or that `runAuction` cannot have come to.
   * Cost: a share of one insert; some 50 microseconds of this process.
   */
  keep(record: AuctionRecord): Promise<void>;
}
