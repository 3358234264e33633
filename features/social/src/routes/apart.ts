// Blocking and muting, and the lists of both.

import { defineRoute, problem, type Route } from '@jhalak/contracts';
import { HandleParams, PageQuery } from '@jhalak/contracts/fields';
import { PersonList } from '@jhalak/contracts/social';
import { assert } from '@jhalak/kernel';
import type { TieKind } from '../apart-store.ts';
import { personNamed } from '../cards.ts';
import { listPage } from '../lists.ts';
import { APART_MAX } from '../ties.ts';
import type { SocialParts } from './index.ts';

const shared = {
  tag: 'people',
  access: 'viewer',
  owner: 'self',
  ratePerMinute: 60,
} as const;

const WORDS = {
  block: {
    names: ['block', 'unblock', 'listBlocks'],
    on: 'Block a person: neither sees the other, follows end both ways, and they are not told',
    off: 'End a block; follows do not come back',
    list: 'Whom you blocked, newest first',
    path: '/v1/blocks',
  },
  mute: {
    names: ['mute', 'unmute', 'listMutes'],
    on: 'Mute a person: out of your own feed and inbox',
    off: 'End a mute',
    list: 'Whom you muted, newest first',
    path: '/v1/mutes',
  },
} as const;

export function apartRoutes(parts: SocialParts): Route[] {
  return [...routesOf(parts, 'block'), ...routesOf(parts, 'mute')];
}

function routesOf(parts: SocialParts, kind: TieKind): Route[] {
  const { names, on, off, list, path } = WORDS[kind];
  const { apart, people } = parts;
  const one = {
    ...shared,
    path: `/v1/people/:handle/${kind}`,
    params: HandleParams,
    replies: { 204: null },
  } as const;
  return [
    defineRoute({
      ...one,
      method: 'PUT',
      name: names[0],
      summary: on,
      async handle({ params, caller }) {
        assert(caller, 'the route asks for a viewer');
        const { personId } = await personNamed(people, params.handle);
        if (personId === caller.personId)
          throw problem('person.self', 'Nobody can keep themselves away.');
        if ((await apart.count(caller.personId, kind)) >= APART_MAX)
          throw problem('request.rate_limited', `At most ${APART_MAX} people can be kept away.`);
        await apart.keepAway(caller.personId, kind, personId);
        return { status: 204 };
      },
    }),
    defineRoute({
      ...one,
      method: 'DELETE',
      name: names[1],
      summary: off,
      async handle({ params, caller }) {
        assert(caller, 'the route asks for a viewer');
        const { personId } = await personNamed(people, params.handle);
        await apart.letBack(caller.personId, kind, personId);
        return { status: 204 };
      },
    }),
    defineRoute({
      ...shared,
      method: 'GET',
      path,
      name: names[2],
      summary: list,
      query: PageQuery,
      replies: { 200: PersonList },
      async handle({ query, caller }) {
        assert(caller, 'the route asks for a viewer');
        const asked = {
          list: `${kind}s`,
          ofPersonId: caller.personId,
          surface: 'social.list',
        } as const;
        return { status: 200, json: await listPage(parts, asked, query, caller) };
      },
    }),
  ];
}
