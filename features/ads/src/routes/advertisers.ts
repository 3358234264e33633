// Advertisers: sign up, look, change, and what the operator found.

import { defineRoute, organisationsOf, problem, type Route } from '@jhalak/contracts';
import {
  Advertiser,
  AdvertiserBody,
  AdvertiserChange,
  AdvertiserPage,
  AdvertiserParams,
  VerificationBody,
} from '@jhalak/contracts/ads';
import { PageQuery } from '@jhalak/contracts/fields';
import { assert } from '@jhalak/kernel';
import {
  changeAdvertiser,
  getAdvertiser,
  listAdvertisers,
  signUp,
  verify,
} from '../advertisers.ts';
import type { StoreDeps } from '../record.ts';
import type { AdvertiserPeople } from '../types.ts';
import { actorOf, ADVERTISER_ACCESS, OURS, pageOf } from './shared.ts';

/** Sign-ups a minute of one person: a hand that misspells, not a script. */
const SIGN_UPS_PER_MINUTE = 10;

type Deps = StoreDeps & { people: AdvertiserPeople; currencyNow: () => string | undefined };

export function advertiserRoutes(deps: Deps): Route[] {
  return [sign(deps), list(deps), get(deps), change(deps), verdict(deps)];
}

function sign(deps: Deps): Route {
  return defineRoute({
    method: 'POST',
    path: '/v1/ads/advertisers',
    name: 'signUpAdvertiser',
    summary: 'Sign up an advertiser; who does it is its first member',
    tag: 'ads',
    access: 'account',
    owner: 'self',
    body: AdvertiserBody,
    replies: { 201: Advertiser },
    ratePerMinute: SIGN_UPS_PER_MINUTE,
    async handle({ body, caller }) {
      assert(caller, 'the route asks for an account');
      if (caller.ageBand !== '18plus')
        throw problem('ads.adults_only', 'Only people of 18 or more sign up an advertiser.');
      await signUp(deps, body, { side: 'advertiser', personId: caller.personId });
      return { status: 201, json: await getAdvertiser(deps, body.organisation) };
    },
  });
}

function list(deps: Deps): Route {
  return defineRoute({
    ...OURS,
    method: 'GET',
    path: '/v1/ads/advertisers',
    name: 'listAdvertisers',
    summary: 'Advertisers that the caller looks after, by short name',
    query: PageQuery,
    replies: { 200: AdvertiserPage },
    async handle({ query, caller }) {
      assert(caller, 'the route asks for a role');
      const reach = organisationsOf(caller, ADVERTISER_ACCESS);
      const page = await listAdvertisers(deps, reach, pageOf(query));
      const currency = deps.currencyNow();
      return {
        status: 200,
        json: { ...page, operator: reach === 'all', ...(currency !== undefined && { currency }) },
      };
    },
  });
}

function get(deps: Deps): Route {
  return defineRoute({
    ...OURS,
    method: 'GET',
    path: '/v1/ads/advertisers/:organisation',
    name: 'getAdvertiser',
    summary: 'One advertiser',
    params: AdvertiserParams,
    replies: { 200: Advertiser },
    handle: async ({ params }) => ({
      status: 200,
      json: await getAdvertiser(deps, params.organisation),
    }),
  });
}

function change(deps: Deps): Route {
  return defineRoute({
    ...OURS,
    method: 'PATCH',
    path: '/v1/ads/advertisers/:organisation',
    name: 'changeAdvertiser',
    summary: 'Change what an advertiser says of itself; it is then verified again',
    params: AdvertiserParams,
    body: AdvertiserChange,
    replies: { 200: Advertiser },
    async handle({ params, body, caller }) {
      await changeAdvertiser(deps, params.organisation, body, actorOf(caller));
      return { status: 200, json: await getAdvertiser(deps, params.organisation) };
    },
  });
}

function verdict(deps: Deps): Route {
  return defineRoute({
    method: 'POST',
    path: '/v1/ads/advertisers/:organisation/verdict',
    name: 'verifyAdvertiser',
    summary: 'Say that an advertiser is who it says, and on what evidence; or refuse it, and why',
    tag: 'ads',
    access: ['operator'],
    owner: 'staff',
    params: AdvertiserParams,
    body: VerificationBody,
    replies: { 200: Advertiser },
    async handle({ params, body, caller }) {
      await verify(deps, params.organisation, body, actorOf(caller));
      return { status: 200, json: await getAdvertiser(deps, params.organisation) };
    },
  });
}
