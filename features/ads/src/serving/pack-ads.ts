// Ads of lock packs. A pack is made apart from any one showing, so only own line items and house ads take part, and what a pack
// may show is reserved when it is made.

import { PACK_LIFE_MS } from '@jhalak/contracts/lock';
import { LOCK_TOKEN_LIFE_MS, SHOWINGS_MAX } from '../billing/grant.ts';
import { interfaceLanguage, labelIn } from './ad-texts.ts';
import type { Granted } from './deciding.ts';
import { grantOf } from './grants.ts';
import { whyOf } from './live-lines.ts';
import type { Places } from './places.ts';
import { eligible } from './shortlist.ts';
import type { AdContext, PackAd, PackAdSource, PackAsk } from './types.ts';

/** As the manifest and visibility name it. */
const SURFACE = 'ads.pack';
/** One ad in so many cards of a pack, at most. */
const CARDS_PER_AD = 4;

export class PackAds implements PackAdSource {
  readonly #places: Places;

  constructor(places: Places) {
    this.#places = places;
  }

  async forPack(ask: PackAsk): Promise<readonly PackAd[]> {
    const { viewers, policies, deps } = this.#places.serving;
    const { caller, nowMs } = ask;
    const record = caller === undefined ? undefined : await viewers.of(caller.personId);
    const interests = await this.#places.serving.interestsOf(caller);
    const context: AdContext = {
      ...{ placement: 'lock', nowMs, language: ask.language },
      ...(ask.state === undefined ? {} : { state: ask.state }),
      ...(interests === undefined ? {} : { interests }),
    };
    const most = Math.min(policies.at(nowMs).load.perPack, Math.floor(ask.cards / CARDS_PER_AD));
    const showings = caller === undefined ? Math.min(ask.showings ?? 1, SHOWINGS_MAX) : 1;
    const taken = new Set<string>();
    const ads: PackAd[] = [];
    while (ads.length < most) {
      const terms = {
        ...this.#places.terms(context, record, caller, SURFACE),
        ...{ without: taken, showings },
      };
      const granted = await this.#places.serving.deciding.decide({
        ...this.#places.question(terms, caller),
        seats: 'none',
        mayReserve: (won) => won.kind !== 'seat' && eligible(won.pick.line, terms),
        reserve: (won) => this.#places.reserve(record, won, nowMs + PACK_LIFE_MS, showings, false),
      });
      if (granted === undefined || granted.kind === 'seat') break;
      taken.add(granted.pick.line.organisation);
      ads.push(this.#packAd(granted, context, ask, showings));
    }
    if (record !== undefined && caller !== undefined && ads.length > 0)
      if (!(await this.#places.kept(caller.personId, record))) return [];
    deps.logger.debug({ ads: ads.length, language: ask.language }, 'a pack was given its ads');
    return ads;
  }

  #packAd(
    granted: Exclude<Granted, { kind: 'seat' }>,
    context: AdContext,
    { caller, brand }: PackAsk,
    showings: number,
  ): PackAd {
    const { line, creative } = granted.pick;
    const { content } = creative;
    const terms = {
      lifeMs: LOCK_TOKEN_LIFE_MS,
      showings,
      ...(brand === undefined ? {} : { brand }),
    };
    const { organisation, campaign, lineItem } = line;
    const grant = grantOf(granted, context, terms);
    const url = this.#places.landing(content.url, grant);
    return {
      token: this.#places.sign(grant, caller),
      ...{ organisation, campaign, lineItem, creative: creative.id },
      sponsor: content.kind === 'clip' ? line.advertiser : content.sponsor,
      label: labelIn(interfaceLanguage(context.language)),
      title: content.kind === 'clip' ? line.advertiser : content.title,
      text: content.kind === 'native' ? content.text : '',
      ...{ button: content.button, url, why: whyOf(line), caps: line.caps },
      showingsMax: showings,
      expiresAtMs: Math.min(context.nowMs + PACK_LIFE_MS, line.endsAtMs),
    };
  }
}
