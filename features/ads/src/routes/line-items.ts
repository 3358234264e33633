// Line items of a campaign, and their creatives.

import { defineRoute, type Route } from '@jhalak/contracts';
import {
  CampaignParams,
  LineCreativeParams,
  LineItem,
  LineItemBody,
  LineItemChange,
  LineItemList,
  LineItemParams,
} from '@jhalak/contracts/ads';
import {
  changeLineItem,
  createLineItem,
  getLineItem,
  linkCreative,
  listLineItems,
} from '../line-items.ts';
import type { StoreDeps } from '../record.ts';
import { actorOf, OURS } from './shared.ts';

const ALL = '/v1/ads/advertisers/:organisation/campaigns/:campaign/line-items';
const ONE = `${ALL}/:lineItem`;
const CREATIVE = `${ONE}/creatives/:creative`;

export function lineItemRoutes(deps: StoreDeps): Route[] {
  const linked = { name: 'linkCreative', summary: 'Let a line item show a creative' };
  const unlinked = { name: 'unlinkCreative', summary: 'Take a creative out of a line item' };
  return [
    ...[list(deps), create(deps), change(deps)],
    link(deps, 'PUT', { ...linked, to: 'linked' }),
    link(deps, 'DELETE', { ...unlinked, to: 'unlinked' }),
  ];
}

function list(deps: StoreDeps): Route {
  return defineRoute({
    ...OURS,
    method: 'GET',
    path: ALL,
    name: 'listLineItems',
    summary: 'Line items of a campaign, the oldest first',
    params: CampaignParams,
    replies: { 200: LineItemList },
    handle: async ({ params }) => ({
      status: 200,
      json: { items: await listLineItems(deps, params.organisation, params.campaign) },
    }),
  });
}

function create(deps: StoreDeps): Route {
  return defineRoute({
    ...OURS,
    method: 'POST',
    path: ALL,
    name: 'createLineItem',
    summary: 'A new line item: price, priority, pacing, caps, whom it is for',
    params: CampaignParams,
    body: LineItemBody,
    replies: { 201: LineItem },
    async handle({ params: { organisation, campaign }, body, caller }) {
      const lineItem = await createLineItem(deps, organisation, campaign, body, actorOf(caller));
      const key = { organisation, campaign, lineItem };
      return { status: 201, json: await getLineItem(deps.database, key) };
    },
  });
}

function change(deps: StoreDeps): Route {
  return defineRoute({
    ...OURS,
    method: 'PATCH',
    path: ONE,
    name: 'changeLineItem',
    summary: 'Change a line item, or turn it on or off',
    params: LineItemParams,
    body: LineItemChange,
    replies: { 200: LineItem },
    async handle({ params, body, caller }) {
      await changeLineItem(deps, params, body, actorOf(caller));
      return { status: 200, json: await getLineItem(deps.database, params) };
    },
  });
}

function link(
  deps: StoreDeps,
  method: 'PUT' | 'DELETE',
  { to, ...named }: { name: string; summary: string; to: 'linked' | 'unlinked' },
): Route {
  return defineRoute({
    ...OURS,
    ...named,
    method,
    path: CREATIVE,
    params: LineCreativeParams,
    replies: { 200: LineItem },
    async handle({ params, caller }) {
      await linkCreative(deps, params, to, actorOf(caller));
      return { status: 200, json: await getLineItem(deps.database, params) };
    },
  });
}
