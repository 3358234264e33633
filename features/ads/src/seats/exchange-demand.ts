// Own line items in other people's auctions: decided as everywhere, contextual only, paid by showing, without outside seats.

import { eligible } from '../serving/shortlist.ts';
import { FEED_TOKEN_LIFE_MS } from '../billing/grant.ts';
import { grantOf } from '../serving/grants.ts';
import type { Places } from '../serving/places.ts';
import { playable } from '../serving/serving.ts';
import type { AdContext } from '../serving/types.ts';
import type { ExchangeDemand, ExchangeOffer, ExchangeSlot } from './exchange.ts';

/** As the manifest and visibility name it. */
const SURFACE = 'ads.exchange';

/** @returns the demand. Nobody is known there, so line items with caps take no part, nor those that pay by view or click. */
export function exchangeDemand(places: Places): ExchangeDemand {
  return { offer: async (slot) => await offer(places, slot) };
}

async function offer(places: Places, slot: ExchangeSlot): Promise<ExchangeOffer | undefined> {
  const { deps, deciding } = places.serving;
  const nowMs = deps.clock.nowMs();
  const context: AdContext = {
    ...{ placement: 'feed', nowMs, language: slot.language },
    ...(slot.genre === undefined ? {} : { genre: slot.genre }),
    ...(slot.state === undefined ? {} : { state: slot.state }),
  };
  const shared = places.terms(context, undefined, undefined, SURFACE);
  const isBlocked = (domain: string): boolean => slot.blockedDomains.includes(domain);
  const terms: typeof shared = {
    ...shared,
    maySee: (creative) =>
      creative.content.kind === slot.kind &&
      !creative.domains.some(isBlocked) &&
      shared.maySee(creative),
  };
  const question = places.question(terms, undefined);
  const granted = await deciding.decide({
    ...question,
    ranked: question.ranked.filter(
      ({ line, ecpmMicros }) =>
        line.pricing === 'cpm' && ecpmMicros >= slot.floorMicros && slot.takes(line.organisation),
    ),
    seats: 'none',
    mayReserve: (won) => won.kind === 'line' && eligible(won.pick.line, terms),
    // Nobody is known: reach is not counted.
    reserve: () => ({ first: false }),
  });
  if (granted?.kind !== 'line') return undefined;
  const { line, creative, ecpmMicros } = granted.pick;
  const { content } = creative;
  const grant = grantOf(granted, context, { lifeMs: FEED_TOKEN_LIFE_MS, brand: slot.partner });
  const [domain] = creative.domains;
  const shown = await contentOf(places, content);
  if (shown === undefined || domain === undefined) return undefined;
  places.serving.spent(granted.pick, 1);
  const { organisation, campaign, lineItem } = line;
  return {
    ...{ grantId: granted.grantId, token: places.sign(grant, undefined), domain },
    ...{ organisation, campaign, lineItem, creative: creative.id, priceMicros: ecpmMicros },
    sponsor: content.kind === 'native' ? content.sponsor : line.advertiser,
    ...{ button: content.button, url: places.landing(content.url, grant), content: shown },
    lifeMs: grant.expiresAtMs - nowMs,
  };
}

type Content = Parameters<ReturnType<Places['terms']>['maySee']>[0]['content'];

async function contentOf(
  { serving }: Places,
  content: Content,
): Promise<ExchangeOffer['content'] | undefined> {
  if (content.kind === 'native')
    return { kind: 'native', title: content.title, text: content.text };
  if (content.kind !== 'clip') return undefined;
  const shown = await serving.deps.clips.present([content.videoId], undefined);
  const video = playable(shown.get(content.videoId));
  return video === undefined ? undefined : { kind: 'clip', video };
}
