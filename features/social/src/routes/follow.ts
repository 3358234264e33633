import { defineRoute, problem, type Route } from '@jhalak/contracts';
import { HandleParams } from '@jhalak/contracts/fields';
import { assert, DAY_MS } from '@jhalak/kernel';
import { nobody, personMet, personNamed } from '../cards.ts';
import { FOLLOWING_MAX } from '../ties.ts';
import type { SocialParts } from './index.ts';

/** Follows of one person within a day that still stand: nobody finds more people by hand, a farm's account does. */
const FOLLOWS_A_DAY_MAX = 500;

const shared = {
  path: '/v1/people/:handle/follow',
  tag: 'people',
  access: 'viewer',
  owner: 'self',
  params: HandleParams,
  ratePerMinute: 60,
} as const;

export function followRoutes(parts: SocialParts): Route[] {
  const { ties, people, requests, follows, visibility, clock } = parts;
  return [
    defineRoute({
      ...shared,
      method: 'PUT',
      name: 'follow',
      summary: 'Follow a person; a private account is asked, and 202 says that it waits',
      replies: { 202: null, 204: null },
      async handle({ params, caller }) {
        assert(caller, 'the route asks for a viewer');
        const { personId } = await personMet(parts, params.handle, caller);
        if (personId === caller.personId)
          throw problem('person.self', 'Nobody can follow themselves.');
        const { following } = await ties.of(caller.personId);
        const isNew = !following.has(personId);
        if (isNew && following.size >= FOLLOWING_MAX)
          throw problem('request.rate_limited', `At most ${FOLLOWING_MAX} people can be followed.`);
        const dayAgoMs = clock.nowMs() - DAY_MS;
        if (isNew && (await follows.followedSince(caller.personId, dayAgoMs)) >= FOLLOWS_A_DAY_MAX)
          throw problem(
            'request.rate_limited',
            `At most ${FOLLOWS_A_DAY_MAX} people can be followed in a day.`,
          );
        // A request has a name, by which it is let in or not.
        if (caller.handle === undefined && visibility.isPrivate(personId))
          throw problem('auth.required', 'This needs an account: sign up or sign in.');
        const outcome = await requests.followOrAsk(caller.personId, personId, caller.personal);
        // A block that this process has not heard of yet.
        if (outcome === 'apart') throw nobody();
        if (outcome === 'full')
          throw problem('request.rate_limited', 'Too many requests wait already. Try again later.');
        return { status: outcome === 'asked' ? 202 : 204 };
      },
    }),
    defineRoute({
      ...shared,
      method: 'DELETE',
      name: 'unfollow',
      summary: 'Stop following a person, or take a request back',
      replies: { 204: null },
      async handle({ params, caller }) {
        assert(caller, 'the route asks for a viewer');
        const { personId } = await personNamed(people, params.handle);
        await requests.unfollow(caller.personId, personId);
        return { status: 204 };
      },
    }),
  ];
}
