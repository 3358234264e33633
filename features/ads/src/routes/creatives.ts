// Creatives of an advertiser, and the reviewers' queue of all of them.

import { defineRoute, type Route } from '@jhalak/contracts';
import {
  AdvertiserParams,
  Creative,
  CreativeBody,
  CreativeChange,
  CreativePage,
  CreativeParams,
  ReviewBody,
} from '@jhalak/contracts/ads';
import { PageQuery } from '@jhalak/contracts/fields';
import {
  changeCreative,
  createCreative,
  getCreative,
  listCreatives,
  listWaiting,
  reviewCreative,
  submitCreative,
  type CreativeDeps,
} from '../creatives.ts';
import { actorOf, OURS, pageOf } from './shared.ts';

const ALL = '/v1/ads/advertisers/:organisation/creatives';
const ONE = `${ALL}/:creative`;
/** The operator's reviewers: those who judge clips judge ads too. */
const REVIEWERS = { tag: 'ads', access: ['moderator', 'operator'], owner: 'staff' } as const;

export function creativeRoutes(deps: CreativeDeps): Route[] {
  return [
    ...[list(deps), create(deps), get(deps), change(deps), submit(deps)],
    ...[queue(deps), review(deps)],
  ];
}

function list(deps: CreativeDeps): Route {
  return defineRoute({
    ...OURS,
    method: 'GET',
    path: ALL,
    name: 'listCreatives',
    summary: 'Creatives of an advertiser, the newest first',
    params: AdvertiserParams,
    query: PageQuery,
    replies: { 200: CreativePage },
    handle: async ({ params, query }) => ({
      status: 200,
      json: await listCreatives(deps, params.organisation, pageOf(query)),
    }),
  });
}

function create(deps: CreativeDeps): Route {
  return defineRoute({
    ...OURS,
    method: 'POST',
    path: ALL,
    name: 'createCreative',
    summary: 'A new creative; it is a draft',
    params: AdvertiserParams,
    body: CreativeBody,
    replies: { 201: Creative },
    async handle({ params: { organisation }, body, caller }) {
      const creative = await createCreative(deps, organisation, body, actorOf(caller));
      return { status: 201, json: await getCreative(deps.database, { organisation, creative }) };
    },
  });
}

function get(deps: CreativeDeps): Route {
  return defineRoute({
    ...OURS,
    method: 'GET',
    path: ONE,
    name: 'getCreative',
    summary: 'One creative, and what reviewers said of it',
    params: CreativeParams,
    replies: { 200: Creative },
    handle: async ({ params }) => ({
      status: 200,
      json: await getCreative(deps.database, params),
    }),
  });
}

function change(deps: CreativeDeps): Route {
  return defineRoute({
    ...OURS,
    method: 'PATCH',
    path: ONE,
    name: 'changeCreative',
    summary: 'Change a creative; new content of one that was handed in is reviewed again',
    params: CreativeParams,
    body: CreativeChange,
    replies: { 200: Creative },
    async handle({ params, body, caller }) {
      await changeCreative(deps, params, body, actorOf(caller));
      return { status: 200, json: await getCreative(deps.database, params) };
    },
  });
}

function submit(deps: CreativeDeps): Route {
  return defineRoute({
    ...OURS,
    method: 'POST',
    path: `${ONE}/submit`,
    name: 'submitCreative',
    summary: 'Hand a draft to the reviewers',
    params: CreativeParams,
    replies: { 200: Creative },
    async handle({ params, caller }) {
      await submitCreative(deps, params, actorOf(caller));
      return { status: 200, json: await getCreative(deps.database, params) };
    },
  });
}

function queue(deps: CreativeDeps): Route {
  return defineRoute({
    ...REVIEWERS,
    method: 'GET',
    path: '/v1/ads/reviews',
    name: 'listWaitingCreatives',
    summary: 'Creatives of all advertisers that wait for a verdict, the longest waiting first',
    query: PageQuery,
    replies: { 200: CreativePage },
    handle: async ({ query }) => ({ status: 200, json: await listWaiting(deps, pageOf(query)) }),
  });
}

function review(deps: CreativeDeps): Route {
  return defineRoute({
    ...REVIEWERS,
    method: 'POST',
    path: '/v1/ads/reviews/:organisation/:creative',
    name: 'reviewCreative',
    summary: 'Approve the version of a creative that was looked at, or refuse it and say why',
    params: CreativeParams,
    body: ReviewBody,
    replies: { 200: Creative },
    async handle({ params, body, caller }) {
      await reviewCreative(deps, params, body, { ...actorOf(caller), side: 'operator' });
      return { status: 200, json: await getCreative(deps.database, params) };
    },
  });
}
