// Ads of the feed: who asks, behind which clip, whether it is time, and what the player gets.

import type { Attention } from '@jhalak/attention';
import type { Caller } from '@jhalak/contracts';
import type { AdSlotBody, AdSlotReply, ServedAd } from '@jhalak/contracts/ad-slots';
import type { InterfaceLanguage } from '@jhalak/contracts/languages';
import { DAY_MS } from '@jhalak/kernel';
import { FEED_TOKEN_LIFE_MS } from '../billing/grant.ts';
import { labelIn } from './ad-texts.ts';
import type { Granted } from './deciding.ts';
import { grantOf } from './grants.ts';
import { whyOf } from './live-lines.ts';
import type { Places } from './places.ts';
import { playable } from './serving.ts';
import { eligible } from './shortlist.ts';
import type { AdContext } from './types.ts';
import { noteSwipes, waitFor } from './viewer-memory.ts';

/** As the manifest and visibility name it. */
export const SURFACE = 'ads.slot';
/** Nothing fitted: the next clip will hardly change that. */
const EMPTY_WAIT = 3;
/** Nothing is sold in this region: a session need not ask again. */
const CLOSED_WAIT = 1_000;
/** A slot of yesterday says nothing about where somebody is. */
const SLOT_AGE_MS = DAY_MS;

/** The clip beside an ad. */
interface Beside {
  videoId: string;
  slot: string;
  position: number;
}

export class FeedAds {
  readonly #places: Places;
  readonly #attention: Pick<Attention, 'readSlot'>;

  constructor(places: Places, attention: Pick<Attention, 'readSlot'>) {
    this.#places = places;
    this.#attention = attention;
  }

  /**
   * One ad for the feed, when it is time for one and something fits.
   *
   * @param locale of its label. Cost: as `Deciding.decide`, and two durable writes that share theirs with others.
   */
  async ask(body: AdSlotBody, caller: Caller, locale: InterfaceLanguage): Promise<AdSlotReply> {
    const { viewers, policies, traffic, index, deps } = this.#places.serving;
    if (!deps.isOpen()) return { ad: null, nextAfter: CLOSED_WAIT };
    const nowMs = deps.clock.nowMs();
    traffic.note(nowMs);
    index.refreshSoon(nowMs);
    const policy = policies.at(nowMs);
    const [before, after] = [this.#beside(body.before, caller), this.#beside(body.after, caller)];
    const record = await viewers.of(caller.personId);
    noteSwipes(record, before, nowMs);
    const wait = waitFor(record, policy.load);
    if (wait > 0 || before === undefined) {
      await viewers.keepSoon(caller.personId, record);
      return { ad: null, nextAfter: Math.max(1, wait) };
    }
    const apart = await deps.clips.apart(caller);
    const neighbours = [before.videoId, ...(after === undefined ? [] : [after.videoId])];
    const context = await this.#contextOf(neighbours, caller, apart, nowMs);
    if (context === undefined) return { ad: null, nextAfter: 1 };
    const terms = this.#places.terms(context, record, caller, SURFACE, apart);
    const granted = await this.#places.serving.deciding.decide({
      ...this.#places.question(terms, caller),
      seats: context.interests === undefined ? 'context' : 'interests',
      mayReserve: (won) =>
        waitFor(record, policy.load) === 0 &&
        (won.kind === 'seat'
          ? !record.hiddenAdvertisers.includes(`seat:${won.seat}`)
          : eligible(won.pick.line, terms)),
      reserve: (won) => this.#places.reserve(record, won, nowMs, 1, true),
    });
    if (granted === undefined) return { ad: null, nextAfter: EMPTY_WAIT };
    // A clip is made ready before anything is written: one that has gone since is no ad.
    const ad = await this.#served(granted, context, before.videoId, caller, locale);
    if (ad === undefined || !(await this.#places.kept(caller.personId, record))) {
      this.#places.giveBack(granted, 'feed');
      return { ad: null, nextAfter: EMPTY_WAIT };
    }
    return { ad, nextAfter: policy.load.gap };
  }

  #beside(token: string | undefined, caller: Caller): Beside | undefined {
    const slot = token === undefined ? undefined : this.#attention.readSlot(token);
    if (slot === undefined || slot.personId !== caller.personId) return undefined;
    const fresh = this.#places.serving.deps.clock.nowMs() - slot.issuedAtMs < SLOT_AGE_MS;
    if (!fresh || (slot.surface !== 'feed' && slot.surface !== 'following')) return undefined;
    return { videoId: slot.videoId, slot: slot.slotId, position: slot.position };
  }

  /** @returns what is known of the place; undefined where no ad may stand: a neighbour is dark, or of a genre without ads. */
  async #contextOf(
    neighbours: readonly string[],
    caller: Caller,
    apart: ReadonlySet<string>,
    nowMs: number,
  ): Promise<AdContext | undefined> {
    const { clips } = this.#places.serving.deps;
    const { genresWithoutAds } = this.#places.serving.policies.at(nowMs);
    const known = await Promise.all(neighbours.map(async (id) => await clips.remembered(id)));
    const [beside] = known;
    const clean = neighbours.every((id, at) => {
      const clip = known[at];
      if (clip === undefined || !clips.maySee(SURFACE, id, caller, apart)) return false;
      return !genresWithoutAds.some((genre) => genre === clip.genre);
    });
    if (!clean || beside === undefined) return undefined;
    const interests = await this.#places.serving.interestsOf(caller);
    return {
      ...{ placement: 'feed', nowMs, language: beside.language, genre: beside.genre },
      ...(caller.state === undefined ? {} : { state: caller.state }),
      ...(interests === undefined ? {} : { interests }),
    };
  }

  async #served(
    granted: Granted,
    context: AdContext,
    beside: string,
    caller: Caller,
    locale: InterfaceLanguage,
  ): Promise<ServedAd | undefined> {
    const grant = grantOf(granted, context, { lifeMs: FEED_TOKEN_LIFE_MS, beside });
    const shown = {
      token: this.#places.sign(grant, caller),
      ...{ placement: 'feed' as const, label: labelIn(locale), expiresAtMs: grant.expiresAtMs },
    };
    if (granted.kind === 'seat') {
      const { sponsor, title, text, button, url } = granted.card;
      return {
        ...{ ...shown, sponsor, button, url, why: ['partner'] },
        content: { kind: 'native', title, text },
      };
    }
    const { line, creative } = granted.pick;
    const { content } = creative;
    const url = this.#places.landing(content.url, grant);
    const common = { ...shown, button: content.button, url, why: whyOf(line) };
    if (content.kind === 'clip') {
      const { clips } = this.#places.serving.deps;
      const texts = await clips.present([content.videoId], caller);
      const video = playable(texts.get(content.videoId));
      if (video === undefined) return undefined;
      return { ...common, sponsor: line.advertiser, content: { kind: 'clip', video } };
    }
    const text = content.kind === 'native' ? content.text : '';
    return {
      ...{ ...common, sponsor: content.sponsor },
      content: { kind: 'native', title: content.title, text },
    };
  }
}
