import { defineRoute, problem, type Caller, type Route } from '@jhalak/contracts';
import { HandleParams } from '@jhalak/contracts/fields';
import { assert } from '@jhalak/kernel';
import { FOLLOWING_MAX, type SocialStore } from '../store.ts';
import type { SocialPeople } from '../people.ts';

const shared = {
  path: '/v1/people/:handle/follow',
  tag: 'people',
  access: 'viewer',
  owner: 'self',
  params: HandleParams,
  replies: { 204: null },
  ratePerMinute: 60,
} as const;

export function followRoutes(store: SocialStore, people: SocialPeople): Route[] {
  return [
    defineRoute({
      ...shared,
      method: 'PUT',
      name: 'follow',
      summary: 'Follow a person',
      async handle({ params, caller }) {
        const { followeeId, self } = await target(people, params.handle, caller);
        if (followeeId === self.personId)
          throw problem('person.self', 'Nobody can follow themselves.');
        if ((await store.following(self.personId)).size >= FOLLOWING_MAX) {
          throw problem('request.rate_limited', `At most ${FOLLOWING_MAX} people can be followed.`);
        }
        await store.follow(self.personId, followeeId, self.personal);
        return { status: 204 };
      },
    }),
    defineRoute({
      ...shared,
      method: 'DELETE',
      name: 'unfollow',
      summary: 'Stop following a person',
      async handle({ params, caller }) {
        const { followeeId, self } = await target(people, params.handle, caller);
        await store.unfollow(self.personId, followeeId);
        return { status: 204 };
      },
    }),
  ];
}

async function target(
  people: SocialPeople,
  handle: string,
  caller: Caller | undefined,
): Promise<{ followeeId: string; self: Caller }> {
  assert(caller, 'the route asks for a viewer');
  const person = await people.personByHandle(handle);
  if (person === undefined) throw problem('person.not_found', 'There is nobody of this name here.');
  return { followeeId: person.personId, self: caller };
}
