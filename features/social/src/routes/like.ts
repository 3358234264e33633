import { defineRoute, type Caller, type Route } from '@jhalak/contracts';
import { IdParams } from '@jhalak/contracts/fields';
import { assert } from '@jhalak/kernel';
import { hiddenProblem, onlookerOf } from '@jhalak/videos';
import type { Visibility } from '@jhalak/visibility';
import type { SocialStore } from '../store.ts';

const shared = {
  path: '/v1/videos/:id/like',
  tag: 'videos',
  access: 'viewer',
  owner: 'self',
  params: IdParams,
  replies: { 204: null },
  ratePerMinute: 120,
} as const;

export function likeRoutes(store: SocialStore, visibility: Visibility): Route[] {
  return [
    defineRoute({
      ...shared,
      method: 'PUT',
      name: 'like',
      summary: 'Like a clip',
      async handle({ params, caller }) {
        const self = await mayLike(visibility, params.id, caller);
        await store.like(self.personId, params.id, self.personal);
        return { status: 204 };
      },
    }),
    defineRoute({
      ...shared,
      method: 'DELETE',
      name: 'unlike',
      summary: 'Take a like back, also from a clip that cannot be seen any more',
      async handle({ params, caller }) {
        assert(caller, 'the route asks for a viewer');
        await store.unlike(caller.personId, params.id);
        return { status: 204 };
      },
    }),
  ];
}

async function mayLike(
  visibility: Visibility,
  videoId: string,
  caller: Caller | undefined,
): Promise<Caller> {
  assert(caller, 'the route asks for a viewer');
  const verdict = await visibility.checkFresh('social.like', videoId, onlookerOf(caller));
  if (verdict.kind === 'hidden') throw hiddenProblem(verdict.reason);
  return caller;
}
