// Ads for lock packs: neither cards nor ads knows the other. What serving chose is shown as it was approved, or not at all.

import type { Ads, LockCreative, PackAd as ChosenAd } from '@jhalak/ads';
import type { PackAd, PackAdSource } from '@jhalak/cards';
import { PACK_LIFE_MS } from '@jhalak/contracts/lock';

/** A device shows one token once: a second look at the same ad is paid by nobody. */
const SHOWINGS_MAX = 1;

/** @param ads asked late, because ads are made after cards. @returns who sells ads for packs. */
export function packAds(ads: () => Pick<Ads, 'slots' | 'lockCreatives'>): PackAdSource {
  return {
    async forPack({ viewer, language, brand, cards, showings, nowMs }) {
      const { slots, lockCreatives } = ads();
      const { ads: chosen, isShort } = await slots.forPack({
        ...(viewer === undefined ? {} : { caller: viewer }),
        ...(viewer?.state === undefined ? {} : { state: viewer.state }),
        ...(brand === undefined ? {} : { brand }),
        ...{ language, cards, showings, nowMs },
      });
      // Read after the choice: what was refused meanwhile is missing.
      const shown = await lockCreatives(chosen);
      const packs = chosen.flatMap((ad) => {
        const creative = shown.get(ad.creative);
        return creative === undefined ? [] : [packed(ad, creative, nowMs)];
      });
      return { ads: packs, isShort };
    },
  };
}

function packed(ad: ChosenAd, { id, picture }: LockCreative, nowMs: number): PackAd {
  const { creative, token, label, sponsor, title, text, button, url } = ad;
  return {
    ...{ id, creative, token, label, sponsor, title, text, button, url },
    why: [...ad.why],
    caps: ad.caps.map(({ count, hours }) => ({ count, hours })),
    showingsMax: SHOWINGS_MAX,
    untilMs: Math.min(ad.expiresAtMs, nowMs + PACK_LIFE_MS),
    ...(picture === undefined ? {} : { picture: { ...picture, files: [...picture.files] } }),
  };
}
