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
}

/** What a showing was reserved from. */
export interface TakenLease {
  leaseId: string;
  /** No token that names the lease may live longer. */
  expiresAtMs: number;
}

/** Of one server. */
export interface Leases {
  /**
   * Reserves for one showing (of a lock pack without identifiers: for all of the token's showings at once). Memory only,
   * microseconds; when little is left, more is asked for in the background.
   *
   * @param reserveMicros above 0; house ads need no lease. @param placement default `feed`.
   * @returns undefined while there is no lease with as much left: show something else.
   */
  take(
    line: LeasedLine,
    reserveMicros: number,
    nowMs: number,
    placement?: AdPlacement,
  ): TakenLease | undefined;
  /** Asks for leases ahead, in the background: of lines that have none. Beyond some thousands that wait, dropped. Cost: memory only. */
  want(lines: readonly WantedLine[]): void;
}
