// What serving gives to others, and the little that it asks of them. Amounts are whole smallest units of the region's currency;
// micros are millionths of the currency's unit (INR, not paise), as OpenRTB's prices.

import type { Caller } from '@jhalak/contracts';
import type { AdPlacement, AdWhyCode } from '@jhalak/contracts/ad-slots';

/** How an advertiser pays. `house`: not at all; only line items of advertisers that the operator marked. */
export type Pricing = 'cpm' | 'cpv' | 'cpc' | 'house';

/** What serving knows of a question for an ad, and nothing else of the person. */
export interface AdContext {
  placement: AdPlacement;
  nowMs: number;
  /** Content language of what stands beside it, BCP 47. */
  language: string;
  /** Of what stands beside it; absent where nothing does. */
  genre?: string;
  /** ISO 3166-2; absent: not known. */
  state?: string;
  /** Leanings, strongest first; only of people of 18 or more who said yes to personal ads. Absent: contextual only. */
  interests?: readonly string[];
}

/** One question for the ads of a lock pack. */
export interface PackAsk {
  /** Whose personal pack it is; absent for a pack without identifiers, the same for many devices. */
  caller?: Caller;
  /** Of the pack. */
  language: string;
  /** ISO 3166-2. */
  state?: string;
  /** The organisation whose lock screen it is. */
  brand?: string;
  /** Cards of the pack: none is followed by two ads. 1 to PACK_CARDS_MAX. */
  cards: number;
  /**
   * For a pack without identifiers: on how many devices each ad may be shown before the pack is made anew, at most; as many are
   * reserved as one lease pays. Default 1.
   */
  showings?: number;
  nowMs: number;
}

/** How often one person may see an ad, for the device to hold to while it is offline. */
export interface LocalCap {
  count: number;
  hours: number;
}

/** One ad for a lock pack. */
export interface PackAd {
  /** Signed; lives as long as events of the pack may arrive. */
  token: string;
  organisation: string;
  campaign: string;
  lineItem: string;
  creative: string;
  /** Who pays, as people see it. */
  sponsor: string;
  /** The word for an ad, in the pack's language. */
  label: string;
  title: string;
  text: string;
  button: string;
  /** https. */
  url: string;
  why: readonly AdWhyCode[];
  caps: readonly LocalCap[];
  /** How often the device may show it at most: what was reserved for it. */
  showingsMax: number;
  /** Not to be shown from then on. */
  expiresAtMs: number;
}

/** The ads of one pack. */
export interface PackChoice {
  ads: readonly PackAd[];
  /** There are none, though some line item is for this pack: of money, pacing or rules there may be more in a moment. */
  isShort: boolean;
}

/** What lock packs ask. */
export interface PackAdSource {
  /**
   * Own line items and house ads only: a pack is made apart from any one showing, so no partner is asked. Visibility and the
   * operator's rules are asked like everywhere.
   *
   * @returns as many as the operator's rules allow; none twice, never two of one advertiser.
   * Cost: memory, and one durable write; a lease that is not here is waited for, 300 ms at most.
   */
  forPack(ask: PackAsk): Promise<PackChoice>;
}
