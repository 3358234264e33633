// What players ask: one ad, why it is there, not to see it again, and what is wrong with it.

import { defineRoute, problem, type Caller, type Route } from '@jhalak/contracts';
import {
  AdHideBody,
  AdReportBody,
  AdSlotBody,
  AdSlotReply,
  AdWhy,
  AdWhyQuery,
} from '@jhalak/contracts/ad-slots';
import { INTERFACE_LANGUAGES, type InterfaceLanguage } from '@jhalak/contracts/languages';
import { assert } from '@jhalak/kernel';
import type { AdGrant } from '../billing/grant.ts';
import type { AdTokens } from '../billing/token.ts';
import { aboutAd, type AboutAd } from '../serving/about-ads.ts';
import { promiseIn, whyText } from '../serving/ad-texts.ts';
import type { AdSlots } from '../serving/ad-slots.ts';
import { complain, type ComplaintDeps } from '../serving/complaints.ts';
import type { Serving } from '../serving/serving.ts';
import { hide } from '../serving/viewer-memory.ts';

/** Somebody who swipes a clip a second, on three devices. */
const SLOTS_PER_MINUTE = 180;
const SAID_PER_MINUTE = 20;
/** Entries of an Accept-Language header that are looked at. */
const ENTRIES_MAX = 10;

export interface SlotRouteDeps {
  slots: AdSlots;
  serving: Serving;
  tokens: AdTokens;
  complaints: ComplaintDeps;
}

const OWN = { tag: 'ads', access: 'viewer', owner: 'self' } as const;

export function slotRoutes(deps: SlotRouteDeps): Route[] {
  return [askSlot(deps), why(deps), hideAd(deps), report(deps)];
}

function askSlot({ slots }: SlotRouteDeps): Route {
  return defineRoute({
    ...OWN,
    method: 'POST',
    path: '/v1/ads/slots',
    name: 'askAdSlot',
    summary:
      'One ad for the feed, when it is time for one; apart from the page, so that no page waits for an auction',
    body: AdSlotBody,
    replies: { 200: AdSlotReply },
    ratePerMinute: SLOTS_PER_MINUTE,
    async handle({ body, caller, headers }) {
      assert(caller, 'the route asks for a viewer');
      const locale = localeOf(headers['accept-language'], caller.languages);
      return {
        status: 200,
        json: await slots.feed.ask(body, caller, locale),
        headers: { 'cache-control': 'private, no-store' },
      };
    },
  });
}

function why(deps: SlotRouteDeps): Route {
  return defineRoute({
    ...OWN,
    method: 'GET',
    path: '/v1/ads/why',
    name: 'getAdWhy',
    summary: 'Why an ad was shown and who pays for it, in the viewer’s language',
    query: AdWhyQuery,
    replies: { 200: AdWhy },
    async handle({ query, caller, headers }) {
      assert(caller, 'the route asks for a viewer');
      const { grant, about } = await granted(deps, query.token, caller);
      const locale = localeOf(headers['accept-language'], caller.languages);
      const leanings = (await deps.serving.interestsOf(caller)) ?? [];
      const interests = about.interests.filter((one) => leanings.includes(one));
      const personal = about.why.includes('interests');
      return {
        status: 200,
        json: {
          sponsor: about.sponsor,
          ...(about.legalName === undefined ? {} : { legalName: about.legalName }),
          ...(about.partner === undefined ? {} : { partner: about.partner }),
          reasons: about.why.map((code) => ({
            code,
            text: whyText(
              code,
              {
                ...{ language: grant.language, genre: grant.genre },
                interests: interests.length === 0 ? about.interests : interests,
              },
              locale,
            ),
          })),
          ...{ personal, promise: promiseIn(locale, personal) },
        },
        headers: { 'cache-control': 'private, no-store' },
      };
    },
  });
}

function hideAd(deps: SlotRouteDeps): Route {
  return defineRoute({
    ...OWN,
    method: 'POST',
    path: '/v1/ads/hide',
    name: 'hideAd',
    summary: 'Not this ad again, or nothing of its advertiser; holds from the next question on',
    body: AdHideBody,
    replies: { 204: null },
    ratePerMinute: SAID_PER_MINUTE,
    async handle({ body, caller }) {
      assert(caller, 'the route asks for a viewer');
      const { grant, about } = await granted(deps, body.token, caller);
      const { viewers } = deps.serving;
      const record = await viewers.of(caller.personId);
      // A partner names its ads as it likes: what is hidden of it is the partner.
      const whole = body.what === 'advertiser' || grant.demand === 'seat';
      hide(record, whole ? { advertiser: about.organisation } : { creative: grant.creative });
      await viewers.keep(caller.personId, record);
      return { status: 204 };
    },
  });
}

function report(deps: SlotRouteDeps): Route {
  return defineRoute({
    ...OWN,
    method: 'POST',
    path: '/v1/ads/reports',
    name: 'reportAd',
    summary: 'Say what is wrong with an ad; a reviewer looks at it',
    body: AdReportBody,
    replies: { 204: null },
    ratePerMinute: SAID_PER_MINUTE,
    async handle({ body, caller }) {
      assert(caller, 'the route asks for a viewer');
      const { grant, about } = await granted(deps, body.token, caller);
      const ad = { ...about, creative: grant.creative };
      await complain(deps.complaints, caller.personId, ad, body);
      return { status: 204 };
    },
  });
}

/** @returns the ad of a viewer's own token; one that is over can still be asked about. @throws `ads.token_invalid`. */
async function granted(
  { tokens, complaints }: SlotRouteDeps,
  token: string,
  caller: Caller,
): Promise<{ grant: AdGrant; about: AboutAd }> {
  const verdict = tokens.read(token, caller.personId, complaints.clock.nowMs());
  const about =
    verdict.kind === 'valid' || verdict.kind === 'expired'
      ? await aboutAd(complaints.database, verdict.grant)
      : undefined;
  if (about === undefined || verdict.kind === 'forged')
    throw problem('ads.token_invalid', 'This is no ad of yours.');
  return { grant: verdict.grant, about };
}

function localeOf(header: string | undefined, fallbacks: readonly string[]): InterfaceLanguage {
  const asked = (header ?? '')
    .split(',')
    .slice(0, ENTRIES_MAX)
    .map((entry) => entry.trim().toLowerCase().slice(0, 2));
  for (const code of [...asked, ...fallbacks]) {
    const known = INTERFACE_LANGUAGES.find((language) => language === code);
    if (known !== undefined) return known;
  }
  return 'en';
}
