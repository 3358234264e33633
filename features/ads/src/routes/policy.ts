// The operator's rules for ads, and what people say of ads.

import { defineRoute, type Route } from '@jhalak/contracts';
import {
  AdComplaintList,
  AdComplaintParams,
  AdComplaintVerdict,
  AdPolicyBody,
  AdPolicyState,
} from '@jhalak/contracts/ad-slots';
import { PageQuery } from '@jhalak/contracts/fields';
import type { Clock } from '@jhalak/kernel';
import { decideComplaint, listComplaints, type ComplaintDeps } from '../serving/complaints.ts';
import type { Policies } from '../serving/policies.ts';
import { actorOf, pageOf } from './shared.ts';

const OPERATOR = { tag: 'ads', access: ['operator'], owner: 'staff' } as const;
const REVIEWERS = { tag: 'ads', access: ['moderator', 'operator'], owner: 'staff' } as const;

export function policyRoutes(deps: {
  policies: Policies;
  complaints: ComplaintDeps;
  clock: Clock;
  /** Undefined in a region without one. */
  currencyNow: () => string | undefined;
}): Route[] {
  const { policies, complaints, clock } = deps;
  const stateNow = (): AdPolicyState => {
    const currency = deps.currencyNow();
    return { ...policies.state(clock.nowMs()), ...(currency !== undefined && { currency }) };
  };
  return [
    defineRoute({
      ...OPERATOR,
      method: 'GET',
      path: '/v1/ads/policy',
      name: 'getAdPolicy',
      summary: 'The rules for ads that are in force, and those that come',
      replies: { 200: AdPolicyState },
      handle: () => Promise.resolve({ status: 200, json: stateNow() }),
    }),
    defineRoute({
      ...OPERATOR,
      method: 'PUT',
      path: '/v1/ads/policy',
      name: 'setAdPolicy',
      summary:
        'Set the rules for ads from a time on: load, floors, block lists, deals, house advertisers',
      body: AdPolicyBody,
      replies: { 200: AdPolicyState },
      async handle({ body, caller }) {
        await policies.change(body, actorOf(caller));
        return { status: 200, json: stateNow() };
      },
    }),
    defineRoute({
      ...REVIEWERS,
      method: 'GET',
      path: '/v1/ads/reports',
      name: 'listAdReports',
      summary: 'What people say of ads and nobody has decided, the longest waiting first',
      query: PageQuery,
      replies: { 200: AdComplaintList },
      handle: async ({ query }) => ({
        status: 200,
        json: await listComplaints(complaints, pageOf(query)),
      }),
    }),
    defineRoute({
      ...REVIEWERS,
      method: 'POST',
      path: '/v1/ads/reports/:id/verdict',
      name: 'decideAdReport',
      summary: 'Uphold or dismiss what somebody said of an ad; upheld, the creative is refused',
      params: AdComplaintParams,
      body: AdComplaintVerdict,
      replies: { 204: null },
      async handle({ params, body, caller }) {
        const actor = { ...actorOf(caller), side: 'operator' as const };
        await decideComplaint(complaints, params.id, body, actor);
        return { status: 204 };
      },
    }),
  ];
}
