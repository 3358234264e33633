import { defineRoute, problem, type Route } from '@jhalak/contracts';
import { IdParams } from '@jhalak/contracts/fields';
import { assert } from '@jhalak/kernel';
import { hiddenProblem } from '@jhalak/videos';
import { REPOSTS_MAX } from '../repost-store.ts';
import type { SocialParts } from './index.ts';
import { mayAct } from './may-act.ts';

const shared = {
  path: '/v1/videos/:id/repost',
  tag: 'videos',
  access: 'account',
  owner: 'self',
  params: IdParams,
  replies: { 204: null },
  ratePerMinute: 30,
} as const;

export function repostRoutes({ reposts, visibility, ties }: SocialParts): Route[] {
  return [
    defineRoute({
      ...shared,
      method: 'PUT',
      name: 'repost',
      parentFirst: true,
      summary: 'Pass a clip on to your followers, with your name beside it',
      async handle({ params, caller }) {
        assert(caller, 'the route asks for an account');
        // What is private is not passed on: this surface is given no follows.
        const { blocked } = await ties.of(caller.personId);
        const onlooker = {
          ...{ ageBand: caller.ageBand, state: caller.state, apart: blocked },
        };
        const verdict = await visibility.checkFresh('social.repost', params.id, onlooker);
        if (verdict.kind === 'hidden' && verdict.reason === 'private') {
          // Who sees it is told why it goes no further; to everybody else it is not there.
          await mayAct({ visibility, ties }, 'social.repost', params.id, caller);
          throw problem('person.private', 'This clip is not for everybody: it is not passed on.');
        }
        if (verdict.kind === 'hidden') throw hiddenProblem(verdict.reason);
        if ((await reposts.repost(caller.personId, params.id)) === 'full')
          throw problem('request.rate_limited', `At most ${REPOSTS_MAX} clips can be passed on.`);
        return { status: 204 };
      },
    }),
    defineRoute({
      ...shared,
      method: 'DELETE',
      name: 'unrepost',
      summary: 'Take a repost back',
      async handle({ params, caller }) {
        assert(caller, 'the route asks for an account');
        await reposts.takeBack(caller.personId, params.id);
        return { status: 204 };
      },
    }),
  ];
}
