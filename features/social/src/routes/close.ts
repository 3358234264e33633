// The list of close friends, its owner's alone.

import { defineRoute, problem, type Route } from '@jhalak/contracts';
import { HandleParams, PageQuery } from '@jhalak/contracts/fields';
import { PersonList } from '@jhalak/contracts/social';
import { assert } from '@jhalak/kernel';
import { nobody, personMet, personNamed } from '../cards.ts';
import { CLOSE_MAX } from '../close-store.ts';
import { listPage } from '../lists.ts';
import type { SocialParts } from './index.ts';

const shared = { tag: 'people', access: 'account', owner: 'self', ratePerMinute: 60 } as const;
const one = {
  ...shared,
  path: '/v1/people/:handle/close',
  params: HandleParams,
  replies: { 204: null },
} as const;

export function closeRoutes(parts: SocialParts): Route[] {
  const { close, people } = parts;
  return [
    defineRoute({
      ...one,
      method: 'PUT',
      name: 'addClose',
      summary:
        'Put a person on your list of close friends: they see what you publish for them, and are not told',
      async handle({ params, caller }) {
        assert(caller, 'the route asks for an account');
        const { personId } = await personMet(parts, params.handle, caller);
        if (personId === caller.personId)
          throw problem(
            'person.self',
            'Nobody is on their own list: what is yours you always see.',
          );
        const outcome = await close.add(caller.personId, personId);
        // A block that this process has not heard of yet.
        if (outcome === 'apart') throw nobody();
        if (outcome === 'full')
          throw problem(
            'request.rate_limited',
            `At most ${CLOSE_MAX} people can be close friends. Take somebody off the list first.`,
          );
        return { status: 204 };
      },
    }),
    defineRoute({
      ...one,
      method: 'DELETE',
      name: 'removeClose',
      summary: 'Take a person off your list of close friends; at once, and they are not told',
      async handle({ params, caller }) {
        assert(caller, 'the route asks for an account');
        const { personId } = await personNamed(people, params.handle);
        await close.remove(caller.personId, personId);
        return { status: 204 };
      },
    }),
    defineRoute({
      ...shared,
      method: 'GET',
      path: '/v1/close-friends',
      name: 'listClose',
      summary: 'Your close friends, newest first; nobody else sees who they are',
      query: PageQuery,
      replies: { 200: PersonList },
      async handle({ query, caller }) {
        assert(caller, 'the route asks for an account');
        const asked = {
          list: 'close',
          ofPersonId: caller.personId,
          surface: 'social.list',
        } as const;
        return { status: 200, json: await listPage(parts, asked, query, caller) };
      },
    }),
  ];
}
