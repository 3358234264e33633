// Ads among a pack's cards: asked of whoever sells them, after the cards were chosen, so that no card ever makes way for one.
// A pack that gets none is as good a pack.

import {
  PACK_ADS_MAX,
  PACK_CARDS_MAX,
  type LockAd,
  type LockPicture,
} from '@jhalak/contracts/lock';
import type { Caller } from '@jhalak/contracts';
import { messageOf, MINUTE_MS, type Logger } from '@jhalak/kernel';
import type { PackVariant } from './pack-files.ts';

/** One question for the ads of a pack. */
export interface PackAdAsk {
  /** Whose pack it is; absent: one without any identifier, then its ads must be so too. */
  viewer: Caller | undefined;
  /** Of the pack, BCP 47. */
  language: string;
  /** The organisation of the brand whose lock screens the pack is for; absent: no brand's. */
  brand: string | undefined;
  /** Cards of the pack, 1 to PACK_CARDS_MAX. */
  cards: number;
  /** On how many devices each ad may be shown before the pack is made anew; 1 for a viewer's own. */
  showings: number;
  nowMs: number;
}

/** An ad with every encoding of its picture; a pack names one of them. */
export interface PackAd extends Omit<LockAd, 'picture'> {
  picture?: Omit<LockPicture, 'file'> & { files: readonly LockPicture['file'][] };
}

/** The ads of a pack. */
export interface PackChoice {
  ads: readonly PackAd[];
  /** There are none now, and there may be some in a moment: the pack is made anew soon. */
  isShort: boolean;
}

/** Who sells; wired in the app. */
export interface PackAdSource {
  /** @returns at most as many as the operator allows, none twice. May throw: the pack goes without. */
  forPack(ask: PackAdAsk): Promise<PackChoice>;
}

/**
 * Devices that show an ad of a pack without identifiers before it is made anew, half an hour at most, are reserved for: so many
 * where the advertiser's money reaches, else fewer. More than were reserved are given away free.
 */
const CONTEXTUAL_SHOWINGS = 200;
/** A pack that got no ads, though there may be some soon, is made anew after so long; each time in a row after twice as long. */
export const AGAIN_MS = MINUTE_MS;
const NONE: PackChoice = { ads: [], isShort: false };
/** Of ads' pictures in one pack; a fifth of a pack's files is there for them and for loops. */
const ADS_BYTES_MAX = 200_000;
/** Cards from one ad to the next, whatever the pack's length. */
const EVERY_MIN = 3;

export class PackAds {
  readonly #source: PackAdSource | undefined;
  readonly #logger: Logger;

  constructor(source: PackAdSource | undefined, logger: Logger) {
    this.#source = source;
    this.#logger = logger;
  }

  /** @returns the ads of a pack; none where nobody sells, or selling fails. Cost: the source's. */
  async choose(ask: Omit<PackAdAsk, 'showings'>): Promise<PackChoice> {
    if (this.#source === undefined || ask.cards < EVERY_MIN) return NONE;
    const showings = ask.viewer === undefined ? CONTEXTUAL_SHOWINGS : 1;
    try {
      const { ads, isShort } = await this.#source.forPack({ ...ask, showings });
      const most = Math.min(PACK_ADS_MAX, Math.floor(ask.cards / EVERY_MIN));
      return { ads: ads.slice(0, most), isShort };
    } catch (error) {
      this.#logger.warn({ error: messageOf(error) }, 'a pack goes without ads');
      return { ads: [], isShort: true };
    }
  }
}

/** What a pack says of its ads, and what their pictures weigh. */
export interface PlacedAds {
  part: { ads?: LockAd[]; adEvery?: number };
  bytes: number;
}

/** @returns the ads of one variant: each with the widest picture that fits, or drawn from its words. Cost: microseconds. */
export function placedAds(ads: readonly PackAd[], cards: number, variant: PackVariant): PlacedAds {
  if (ads.length === 0) return { part: {}, bytes: 0 };
  let bytes = 0;
  const room = ADS_BYTES_MAX / ads.length;
  const named = ads.map(({ picture, ...ad }): LockAd => {
    const file = picture?.files
      .filter((one) => one.type === `image/${variant.format}` || one.type === 'image/webp')
      .filter((one) => one.widthPx <= variant.widthPx && one.bytes <= room)
      .toSorted((a, b) => b.widthPx - a.widthPx || rank(a.type) - rank(b.type))[0];
    if (picture === undefined || file === undefined) return ad;
    bytes += file.bytes;
    const { focus, thumbhash, alternative } = picture;
    return { ...ad, picture: { focus, thumbhash, alternative, file } };
  });
  const every = Math.floor(cards / (named.length + 1));
  const adEvery = Math.min(Math.max(every, EVERY_MIN), PACK_CARDS_MAX);
  return { part: { ads: named, adEvery }, bytes };

  function rank(type: string): number {
    return type === `image/${variant.format}` ? 0 : 1;
  }
}
