// Campaigns of an advertiser.

import { defineRoute, type Route } from '@jhalak/contracts';
import {
  AdvertiserParams,
  Campaign,
  CampaignBody,
  CampaignChange,
  CampaignPage,
  CampaignParams,
  CampaignTurnBody,
} from '@jhalak/contracts/ads';
import { PageQuery } from '@jhalak/contracts/fields';
import {
  changeCampaign,
  createCampaign,
  getCampaign,
  listCampaigns,
  turnCampaign,
  type CampaignDeps,
} from '../campaigns.ts';
import { actorOf, OURS, pageOf } from './shared.ts';

const ALL = '/v1/ads/advertisers/:organisation/campaigns';
const ONE = `${ALL}/:campaign`;

export function campaignRoutes(deps: CampaignDeps): Route[] {
  return [list(deps), create(deps), get(deps), change(deps), turn(deps)];
}

function list(deps: CampaignDeps): Route {
  return defineRoute({
    ...OURS,
    method: 'GET',
    path: ALL,
    name: 'listCampaigns',
    summary: 'Campaigns of an advertiser, the newest first',
    params: AdvertiserParams,
    query: PageQuery,
    replies: { 200: CampaignPage },
    handle: async ({ params, query }) => ({
      status: 200,
      json: await listCampaigns(deps, params.organisation, pageOf(query)),
    }),
  });
}

function create(deps: CampaignDeps): Route {
  return defineRoute({
    ...OURS,
    method: 'POST',
    path: ALL,
    name: 'createCampaign',
    summary: 'A new campaign; it is a draft',
    params: AdvertiserParams,
    body: CampaignBody,
    replies: { 201: Campaign },
    async handle({ params: { organisation }, body, caller }) {
      const id = await createCampaign(deps, organisation, body, actorOf(caller));
      return { status: 201, json: await getCampaign(deps, organisation, id) };
    },
  });
}

function get(deps: CampaignDeps): Route {
  return defineRoute({
    ...OURS,
    method: 'GET',
    path: ONE,
    name: 'getCampaign',
    summary: 'One campaign',
    params: CampaignParams,
    replies: { 200: Campaign },
    handle: async ({ params }) => ({
      status: 200,
      json: await getCampaign(deps, params.organisation, params.campaign),
    }),
  });
}

function change(deps: CampaignDeps): Route {
  return defineRoute({
    ...OURS,
    method: 'PATCH',
    path: ONE,
    name: 'changeCampaign',
    summary: 'Name, objective, budget and dates of a campaign',
    params: CampaignParams,
    body: CampaignChange,
    replies: { 200: Campaign },
    async handle({ params: { organisation, campaign }, body, caller }) {
      await changeCampaign(deps, organisation, campaign, body, actorOf(caller));
      return { status: 200, json: await getCampaign(deps, organisation, campaign) };
    },
  });
}

function turn(deps: CampaignDeps): Route {
  return defineRoute({
    ...OURS,
    method: 'POST',
    path: `${ONE}/turn`,
    name: 'turnCampaign',
    summary: 'Ask for a campaign to go live, pause it, end it for good',
    params: CampaignParams,
    body: CampaignTurnBody,
    replies: { 200: Campaign },
    async handle({ params: { organisation, campaign }, body, caller }) {
      await turnCampaign(deps, organisation, campaign, body.to, actorOf(caller));
      return { status: 200, json: await getCampaign(deps, organisation, campaign) };
    },
  });
}
