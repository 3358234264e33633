import { defineRoute, type Route } from '@jhalak/contracts';
import { IdParams } from '@jhalak/contracts/fields';
import { assert } from '@jhalak/kernel';
import { mayAct } from './may-act.ts';
import type { SocialParts } from './index.ts';

const shared = {
  path: '/v1/videos/:id/like',
  tag: 'videos',
  access: 'viewer',
  owner: 'self',
  params: IdParams,
  replies: { 204: null },
  ratePerMinute: 120,
} as const;

export function likeRoutes(parts: SocialParts): Route[] {
  const { follows } = parts;
  return [
    defineRoute({
      ...shared,
      method: 'PUT',
      name: 'like',
      summary: 'Like a clip',
      async handle({ params, caller }) {
        const self = await mayAct(parts, 'social.like', params.id, caller);
        await follows.like(self.personId, params.id, self.personal);
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
        await follows.unlike(caller.personId, params.id);
        return { status: 204 };
      },
    }),
  ];
}
