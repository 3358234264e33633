// Ads of lock packs. A pack is made apart from any one showing, so only own line items and house ads take part, and what a pack
// may show is reserved when it is made.

import type { Caller } from '@jhalak/contracts';
import { PACK_LIFE_MS } from '@jhalak/contracts/lock';
import { LOCK_TOKEN_LIFE_MS, SHOWINGS_MAX } from '../billing/grant.ts';
import { interfaceLanguage, labelIn } from './ad-texts.ts';
import type { Granted } from './deciding.ts';
import { grantOf } from './grants.ts';
import { KeptGrants, type LineGrant } from './kept-grants.ts';
import { whyOf } from './live-lines.ts';
import type { Places } from './places.ts';
import { creativeFor, eligible } from './shortlist.ts';
import type { AdContext, PackAd, PackAdSource, PackAsk, PackChoice } from './types.ts';
import type { ViewerRecord } from './viewer-memory.ts';

/** As the manifest and visibility name it. */
const SURFACE = 'ads.pack';
/** One ad in so many cards of a pack, at most. */
const CARDS_PER_AD = 4;
/** A pack is not seen at once, and one without ads is there for long; a lease is a transaction of some 10 ms. */
const LEASE_WAIT_MS = 300;

export class PackAds implements PackAdSource {
  readonly #places: Places;
  readonly #kept = new KeptGrants();

  constructor(places: Places) {
    this.#places = places;
  }

  async forPack(ask: PackAsk): Promise<PackChoice> {
    const { viewers, policies, deps } = this.#places.serving;
    const { caller, nowMs } = ask;
    if (!deps.isOpen()) return { ads: [], isShort: false };
    const record = caller === undefined ? undefined : await viewers.of(caller.personId);
    const interests = await this.#places.serving.interestsOf(caller);
    const context: AdContext = {
      ...{ placement: 'lock', nowMs, language: ask.language },
      ...(ask.state === undefined ? {} : { state: ask.state }),
      ...(interests === undefined ? {} : { interests }),
    };
    const most = Math.min(policies.at(nowMs).load.perPack, Math.floor(ask.cards / CARDS_PER_AD));
    const showings = caller === undefined ? Math.min(ask.showings ?? 1, SHOWINGS_MAX) : 1;
    const granted = await this.#carriedOn(ask, context, most);
    const taken = new Set(granted.map(({ pick }) => pick.line.organisation));
    const ads = granted.map((one) => this.#packAd(one, context, ask));
    const carried = ads.length;
    while (ads.length < most) {
      const terms = {
        ...this.#places.terms(context, record, caller, SURFACE),
        ...{ without: taken, showings },
      };
      const won = await this.#places.serving.deciding.decide({
        ...this.#places.question(terms, caller),
        seats: 'none',
        mayReserve: (one) => one.kind !== 'seat' && eligible(one.pick.line, terms),
        reserve: (one, count) =>
          this.#places.reserve(record, one, nowMs + PACK_LIFE_MS, count, false),
        // The first one's bidders are those of all.
        ...(ads.length === carried ? { leaseWaitMs: LEASE_WAIT_MS } : {}),
      });
      if (won === undefined || won.kind === 'seat') break;
      taken.add(won.pick.line.organisation);
      if (won.kind === 'line') granted.push(won);
      ads.push(this.#packAd(won, context, ask));
    }
    if (caller === undefined) this.#kept.keep(channelOf(ask), granted);
    if (record !== undefined && caller !== undefined && ads.length > 0)
      if (!(await this.#places.kept(caller.personId, record))) {
        for (const one of granted) this.#places.giveBack(one, 'lock');
        return { ads: [], isShort: true };
      }
    deps.logger.debug({ ads: ads.length, language: ask.language }, 'a pack was given its ads');
    return { ads, isShort: most > 0 && ads.length === 0 && this.#isAny(context, record, caller) };
  }

  /** Grants of the pack before, where it is without identifiers too. House ads hold nothing and make room. */
  async #carriedOn(ask: PackAsk, context: AdContext, most: number): Promise<LineGrant[]> {
    if (ask.caller !== undefined || most === 0) return [];
    const terms = this.#places.terms(context, undefined, undefined, SURFACE);
    const { ranked } = this.#places.question(terms, undefined);
    const { database } = this.#places.serving.deps;
    const still = await this.#kept.of(channelOf(ask), database, ranked, terms);
    return still.slice(0, most);
  }

  /** Whether some line item is for a pack at all, apart from money and pacing. */
  #isAny(
    context: AdContext,
    record: ViewerRecord | undefined,
    caller: Caller | undefined,
  ): boolean {
    const terms = this.#places.terms(context, record, caller, SURFACE);
    return this.#places
      .question(terms, caller)
      .ranked.some(({ line }) => eligible(line, terms) && creativeFor(line, terms) !== undefined);
  }

  #packAd(
    granted: Exclude<Granted, { kind: 'seat' }>,
    context: AdContext,
    { caller, brand }: PackAsk,
  ): PackAd {
    const { showings } = granted;
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
      // Of one that is carried on from its grant: for a week after it events are paid.
      expiresAtMs: Math.min(granted.nowMs + PACK_LIFE_MS, line.endsAtMs),
    };
  }
}

/** Which packs follow one another. */
function channelOf({ language, brand, state }: PackAsk): string {
  return `${language}/${brand ?? ''}/${state ?? ''}`;
}
