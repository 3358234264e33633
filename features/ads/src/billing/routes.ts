// What players tell of ads, what advertisers' servers tell of clicks, and their keys.

import { defineRoute, problem, type Route } from '@jhalak/contracts';
import {
  AD_EVENTS_MAX,
  AdEventsBody,
  AdEventsReply,
  AdKeyBody,
  AdKeyList,
  AdKeyMade,
  AdKeyParams,
  ConversionBody,
  ConversionReply,
} from '@jhalak/contracts/ad-events';
import { AdvertiserParams } from '@jhalak/contracts/ads';
import { actorOf, OURS } from '../routes/shared.ts';
import { advertiserOf, endKey, listKeys, makeKey, type KeyDeps } from './advertiser-keys.ts';
import { convert } from './conversions.ts';
import { WAITING_MAX, type AdEventWriter } from './event-writer.ts';
import { judgeEvents, type JudgeDeps } from './judge.ts';

export interface BillingRouteDeps extends KeyDeps, JudgeDeps {
  writer: AdEventWriter;
}

/** Batches a minute of one person or address: many phones stand behind one. */
const BATCHES_PER_MINUTE = 600;
/** Of one advertiser's server. */
const CONVERSIONS_PER_MINUTE = 3_000;
/** A token of 400 characters and a timeline of 60 steps each. */
const EVENTS_BYTES_MAX = AD_EVENTS_MAX * 5_000;

export function billingRoutes(deps: BillingRouteDeps): Route[] {
  return [events(deps), conversions(deps), keys(deps), newKey(deps), lastOfKey(deps)];
}

function events(deps: BillingRouteDeps): Route {
  return defineRoute({
    method: 'POST',
    path: '/v1/ads/events',
    name: 'postAdEvents',
    summary: 'What a player did with the ads that it was given; repeats count once',
    tag: 'ads',
    // A lock screen without an account tells of packs without identifiers.
    access: 'anyone',
    owner: 'self',
    body: AdEventsBody,
    replies: { 202: AdEventsReply },
    bodyLimitBytes: EVENTS_BYTES_MAX,
    ratePerMinute: BATCHES_PER_MINUTE,
    async handle({ body, caller, headers, address }) {
      if (deps.writer.waiting >= WAITING_MAX) {
        throw problem(
          'unavailable',
          'Too much is being recorded right now; keep the events and send them again.',
          { retryAfterS: 5 },
        );
      }
      const teller = {
        personId: caller?.personId,
        device: body.device,
        userAgent: headers['user-agent'],
        address,
      };
      const judged = judgeEvents(deps, body.events, teller, deps.clock.nowMs());
      return { status: 202, json: { results: await deps.writer.write(judged) } };
    },
  });
}

function conversions(deps: BillingRouteDeps): Route {
  return defineRoute({
    method: 'POST',
    path: '/v1/ads/conversions',
    name: 'postConversion',
    summary: 'A click on an ad came to something, says its advertiser’s own server',
    tag: 'ads',
    access: 'anyone',
    owner: 'self',
    body: ConversionBody,
    replies: { 202: ConversionReply },
    ratePerMinute: CONVERSIONS_PER_MINUTE,
    async handle({ body, headers }) {
      const organisation = await advertiserOf(deps, headers['jhalak-advertiser']);
      return { status: 202, json: { counted: await convert(deps, organisation, body.click) } };
    },
  });
}

const KEYS = '/v1/ads/advertisers/:organisation/keys';

function keys(deps: BillingRouteDeps): Route {
  return defineRoute({
    ...OURS,
    method: 'GET',
    path: KEYS,
    name: 'listAdKeys',
    summary: 'Keys of an advertiser’s own servers',
    params: AdvertiserParams,
    replies: { 200: AdKeyList },
    handle: async ({ params }) => ({
      status: 200,
      json: { items: await listKeys(deps, params.organisation) },
    }),
  });
}

function newKey(deps: BillingRouteDeps): Route {
  return defineRoute({
    ...OURS,
    method: 'POST',
    path: KEYS,
    name: 'makeAdKey',
    summary: 'A new key for an advertiser’s own server; its secret is shown once',
    params: AdvertiserParams,
    body: AdKeyBody,
    replies: { 201: AdKeyMade },
    handle: async ({ params, body, caller }) => ({
      status: 201,
      json: await makeKey(deps, params.organisation, body.label, actorOf(caller)),
    }),
  });
}

function lastOfKey(deps: BillingRouteDeps): Route {
  return defineRoute({
    ...OURS,
    method: 'DELETE',
    path: `${KEYS}/:key`,
    name: 'endAdKey',
    summary: 'End a key now',
    params: AdKeyParams,
    replies: { 204: null },
    async handle({ params, caller }) {
      await endKey(deps, params.organisation, params.key, actorOf(caller));
      return { status: 204 };
    },
  });
}
