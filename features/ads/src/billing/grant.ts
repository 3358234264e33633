// One showing that was granted to one viewer: all that billing and reports need, and no person.

import type { AdPlacement } from '@jhalak/contracts/ad-slots';
import { DAY_MS, MINUTE_MS } from '@jhalak/kernel';

/** How long events of an ad in the feed may arrive. */
export const FEED_TOKEN_LIFE_MS = 30 * MINUTE_MS;
/** A pack lives for a day, and its events may arrive for a week after (as those of its cards). */
export const LOCK_TOKEN_LIFE_MS = 8 * DAY_MS;
/** More showings of one token of a pack without identifiers would be a pack for a city. */
export const SHOWINGS_MAX = 10_000;

export interface AdGrant {
  /** UUID; names the showing in receipts, notices and billing. */
  id: string;
  /** Who pays: an advertiser's line item, an outside seat (afterwards), nobody. */
  demand: 'line' | 'seat' | 'house';
  /** The advertiser; absent for a seat's ad, as are campaign and line item. */
  organisation?: string;
  campaign?: string;
  lineItem?: string;
  /** What it was reserved from; of `line` only. */
  leaseId?: string;
  seat?: string;
  /** A creative's id; of a seat's ad its `crid`, cut to 60 characters. */
  creative: string;
  placement: AdPlacement;
  /** Decides what a view is: 1 s for display, 2 s for video. */
  format: 'display' | 'video';
  /** Which event is paid for. */
  billOn: 'render' | 'view' | 'click';
  /** For that one event; whole millionths of the currency's unit. 0 for house ads. */
  priceMicros: number;
  /** The viewer's first showing of the campaign: reach, counted without keeping people. */
  first: boolean;
  language: string;
  /** Of what stood beside it; absent where nothing did. */
  genre?: string;
  /** ISO 3166-2. */
  state?: string;
  /** The clip before it, whose maker has a share. */
  beside?: string;
  /** The organisation whose lock screen it is. */
  brand?: string;
  /** Of a pack without identifiers: how many devices' showings were reserved. Default 1. */
  showings?: number;
  issuedAtMs: number;
  /** Events are taken until then; not beyond the lease's. */
  expiresAtMs: number;
}

/**
 * What a token turned out to be. `not_yours`: of this cell, for another viewer; `expired`: of this cell and this viewer.
 * `forged`: of nobody, or of another cell, or changed.
 */
export type TokenVerdict =
  /** `isShared`: of a pack without identifiers, that many devices have. */
  | { kind: 'valid' | 'expired'; grant: AdGrant; isShared: boolean }
  | { kind: 'not_yours'; grant: AdGrant }
  | { kind: 'forged' };
