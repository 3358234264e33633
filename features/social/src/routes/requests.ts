// Who waits to follow oneself, and sending followers away.

import { defineRoute, problem, type Route } from '@jhalak/contracts';
import { HandleParams, PageQuery } from '@jhalak/contracts/fields';
import { PersonList } from '@jhalak/contracts/social';
import { assert } from '@jhalak/kernel';
import { personNamed } from '../cards.ts';
import { listPage } from '../lists.ts';
import type { SocialParts } from './index.ts';

const shared = { tag: 'people', access: 'account', owner: 'self', ratePerMinute: 120 } as const;

export function requestRoutes(parts: SocialParts): Route[] {
  return [
    defineRoute({
      ...shared,
      method: 'GET',
      path: '/v1/follow-requests',
      name: 'listFollowRequests',
      summary: 'Who waits to follow you, newest first',
      query: PageQuery,
      replies: { 200: PersonList },
      async handle({ query, caller }) {
        assert(caller, 'the route asks for an account');
        const asked = {
          list: 'requests',
          ofPersonId: caller.personId,
          surface: 'social.list',
        } as const;
        return { status: 200, json: await listPage(parts, asked, query, caller) };
      },
    }),
    answer(parts, 'accept'),
    answer(parts, 'refuse'),
    defineRoute({
      ...shared,
      method: 'DELETE',
      path: '/v1/followers/:handle',
      name: 'removeFollower',
      summary: 'Send a follower away; they are not told',
      params: HandleParams,
      replies: { 204: null },
      async handle({ params, caller }) {
        assert(caller, 'the route asks for an account');
        const { personId } = await personNamed(parts.people, params.handle);
        await parts.follows.unfollow(personId, caller.personId);
        return { status: 204 };
      },
    }),
  ];
}

function answer(parts: SocialParts, how: 'accept' | 'refuse'): Route {
  return defineRoute({
    ...shared,
    method: 'POST',
    path: `/v1/follow-requests/:handle/${how}`,
    name: how === 'accept' ? 'acceptFollowRequest' : 'refuseFollowRequest',
    summary: how === 'accept' ? 'Let somebody follow you' : 'Refuse a request; nobody is told',
    params: HandleParams,
    replies: { 204: null },
    async handle({ params, caller }) {
      assert(caller, 'the route asks for an account');
      const { personId } = await personNamed(parts.people, params.handle);
      if (!(await parts.requests[how](caller.personId, personId)))
        throw problem('follow_request.not_found', 'Nobody of this name waits to follow you.');
      return { status: 204 };
    },
  });
}
