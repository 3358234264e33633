// Leases, as serving sees them: money of a line item that this server may spend without asking anybody. What is taken here was
// moved out of the wallet before; what is not billed goes back when the lease is over. Amounts in micros: millionths of the
// currency's unit.

import type { AdPlacement } from '@jhalak/contracts/ad-slots';

/** Which line item of which campaign of which advertiser. */
export interface LeasedLine {
  organisation: string;
  campaign: string;
  lineItem: string;
}

/** A line item for which there should be a lease. */
export interface WantedLine extends LeasedLine {
  /** Lock packs have leases of their own: their tokens live for days, and so long what they reserved is held. */
  placement: AdPlacement;
  /** Of what one showing reserves: for a thousandth of a CPM price, a view, or what a click is expected to bring. */
  reserveMicros: number;
  /** How many showings are to be reserved at once: the lease is made so large, within its share of what is left. Default 1. */
  showings?: number;
}

/** What a showing was reserved from. */
export interface TakenLease {
  leaseId: string;
  /** No token that names the lease may live longer. */
  expiresAtMs: number;
  /** So many were reserved; 1 to what was asked for. */
  showings: number;
}

/** What was taken, and is not used. */
export interface GivenBack {
  lineItem: string;
  placement: AdPlacement;
  leaseId: string;
  /** Of all its showings. */
  micros: number;
}

/** Of one server. */
export interface Leases {
  /**
   * Reserves for one showing, or of a lock pack without identifiers for as many of the token's showings as one lease can pay.
   * Memory only, microseconds; when little is left for the feed, more is asked for in the background.
   *
   * @param reserveMicros of one showing, above 0; house ads need no lease. @param placement default `feed`.
   * @param showings at most so many; default 1.
   * @returns undefined while there is no lease that pays for one: show something else.
   */
  take(
    line: LeasedLine,
    reserveMicros: number,
    nowMs: number,
    placement?: AdPlacement,
    showings?: number,
  ): TakenLease | undefined;
  /**
   * Puts back what was reserved for an ad that nobody was given: no token names it, so nothing can come of it. Where the lease has
   * gone back meanwhile, it stays held until its tokens are over. Cost: memory.
   */
  giveBack(reserved: GivenBack): void;
  /** Asks for leases ahead, in the background: of lines that have none. Beyond some thousands that wait, dropped. Cost: memory only. */
  want(lines: readonly WantedLine[]): void;
  /**
   * Asks for leases of lines that have none with all that is wanted, and waits until each came or was refused, at most so long.
   * Never throws. Cost: memory where there is enough; else a transaction, that others' asks share.
   */
  ready(lines: readonly WantedLine[], withinMs: number): Promise<void>;
}
