import { defineRoute, type Route } from '@jhalak/contracts';
import { Privacy } from '@jhalak/contracts/social';
import { assert } from '@jhalak/kernel';
import { privateAmong } from '../request-store.ts';
import type { SocialParts } from './index.ts';

const shared = {
  path: '/v1/accounts/me/privacy',
  tag: 'people',
  access: 'account',
  owner: 'self',
  replies: { 200: Privacy },
} as const;

export function privacyRoutes({ database, requests }: SocialParts): Route[] {
  return [
    defineRoute({
      ...shared,
      method: 'GET',
      name: 'getPrivacy',
      summary: 'Whether your account is private',
      async handle({ caller }) {
        assert(caller, 'the route asks for an account');
        const closed = await privateAmong(database, [caller.personId]);
        return { status: 200, json: { private: closed.has(caller.personId) } };
      },
    }),
    defineRoute({
      ...shared,
      method: 'PUT',
      name: 'setPrivacy',
      summary:
        'Make your account private or public, in force everywhere within a second. Followers stay; who waits goes on waiting',
      body: Privacy,
      ratePerMinute: 30,
      async handle({ body, caller }) {
        assert(caller, 'the route asks for an account');
        await requests.setPrivate(caller.personId, body.private);
        return { status: 200, json: { private: body.private } };
      },
    }),
  ];
}
