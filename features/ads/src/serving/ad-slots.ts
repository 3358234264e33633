// Ads as a surface among others: the one contract by which feeds and lock screens are filled, and the two ways in which ads are
// asked for in fact.

import type { Attention } from '@jhalak/attention';
import type { SlotOffer, SlotProvider, SlotRequest } from '@jhalak/ports';
import { FEED_TOKEN_LIFE_MS } from '../billing/grant.ts';
import type { AdTokens } from '../billing/token.ts';
import type { Granted } from './deciding.ts';
import { FeedAds, SURFACE } from './feed-ads.ts';
import { grantOf } from './grants.ts';
import { whyOf } from './live-lines.ts';
import { PackAds } from './pack-ads.ts';
import { Places } from './places.ts';
import type { Serving } from './serving.ts';
import { creativeFor, eligible, type Pick as Picked } from './shortlist.ts';
import type { AdContext, PackAdSource, PackAsk, PackChoice } from './types.ts';
import { reserve } from './viewer-memory.ts';

export class AdSlots implements SlotProvider, PackAdSource {
  readonly surface = 'ads';
  readonly feed: FeedAds;
  readonly #serving: Serving;
  readonly #places: Places;
  readonly #packs: PackAds;
  readonly #tokens: AdTokens;

  constructor(parts: {
    serving: Serving;
    tokens: AdTokens;
    attention: Pick<Attention, 'readSlot'>;
  }) {
    this.#serving = parts.serving;
    this.#tokens = parts.tokens;
    this.#places = new Places(parts.serving, parts.tokens);
    this.feed = new FeedAds(this.#places, parts.attention);
    this.#packs = new PackAds(this.#places);
  }

  async forPack(ask: PackAsk): Promise<PackChoice> {
    return await this.#packs.forPack(ask);
  }

  /**
   * By the contract of all surfaces: own line items and house ads that fit, those that the viewer has not seen first. Paid ones
   * come with money on lease; nothing is reserved of caps, because nothing is shown by it.
   */
  async offer(request: SlotRequest): Promise<SlotOffer> {
    request.signal.throwIfAborted();
    const { viewers, index, deps } = this.#serving;
    const { caller } = request;
    const nowMs = deps.clock.nowMs();
    const seed = deps.random.below(0x1_0000_0000);
    const record = caller === undefined ? undefined : await viewers.of(caller.personId);
    const interests = await this.#serving.interestsOf(caller);
    const language = request.language ?? caller?.languages[0] ?? 'en';
    const context: AdContext = {
      ...{ placement: 'feed', nowMs, language },
      ...(caller?.state === undefined ? {} : { state: caller.state }),
      ...(interests === undefined ? {} : { interests }),
    };
    const apart = await deps.clips.apart(caller);
    const terms = this.#places.terms(context, record, caller, SURFACE, apart);
    const seen = record?.creatives ?? [];
    const fitting = index
      .ranked('feed', language)
      .flatMap((one): Picked[] => {
        if (!eligible(one.line, terms)) return [];
        const creative = creativeFor(one.line, terms);
        return creative === undefined ? [] : [{ ...one, creative, deal: undefined }];
      })
      .toSorted((one, other) => seen.indexOf(one.creative.id) - seen.indexOf(other.creative.id));
    const slots: SlotOffer['slots'][number][] = [];
    for (const pick of fitting) {
      if (slots.length >= request.limit) break;
      const { line, reserveMicros, eventMicros, creative } = pick;
      const lease =
        line.pricing === 'house' ? undefined : deps.leases.take(line, reserveMicros, nowMs);
      if (line.pricing !== 'house' && lease === undefined) continue;
      const granted: Granted = {
        ...{ kind: line.pricing === 'house' ? 'house' : 'line', pick, first: false },
        ...{ grantId: deps.ids.next(), priceMicros: eventMicros, lease, nowMs, showings: 1 },
      };
      const token = this.#places.sign(
        grantOf(granted, context, { lifeMs: FEED_TOKEN_LIFE_MS }),
        caller,
      );
      const [reason = 'everyone'] = whyOf(line);
      slots.push({ token, itemId: creative.id, propensity: 1, reason });
    }
    return { slots, learnedWindow: index.version, seed, madeAtMs: nowMs };
  }

  /** @returns the creative of a viewer's own token. */
  creativeOf(token: string, personId: string): string | undefined {
    const read = this.#tokens.read(token, personId, this.#serving.deps.clock.nowMs());
    return read.kind === 'valid' ? read.grant.creative : undefined;
  }

  /** Remembers that a viewer saw a creative, where it was not this part that reserved it. */
  async saw(personId: string, creative: string): Promise<void> {
    const record = await this.#serving.viewers.of(personId);
    const reservation = { lineItem: undefined, caps: [], campaign: undefined, creative };
    const atMs = this.#serving.deps.clock.nowMs();
    reserve(record, { ...reservation, atMs, count: 1, inSession: false });
    await this.#serving.viewers.keepSoon(personId, record);
  }
}
