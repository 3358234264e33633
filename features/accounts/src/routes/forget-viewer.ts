import { defineRoute, problem, type Route } from '@jhalak/contracts';
import type { Erasure } from '../erasure.ts';
import { known } from './own-account.ts';

export function forgetViewer(erasure: Erasure): Route {
  return defineRoute({
    method: 'DELETE',
    path: '/v1/viewers/me',
    name: 'forgetViewer',
    summary: 'Forget the anonymous caller: everything is erased at once',
    tag: 'accounts',
    access: 'viewer',
    owner: 'self',
    whileBlocked: 'open',
    replies: { 204: null },
    async handle({ caller }) {
      const { personId, handle } = known(caller);
      if (handle !== undefined) {
        throw problem(
          'account.already_signed_up',
          'An account is deleted with its password, at /v1/accounts/me.',
        );
      }
      await erasure.erase(personId, 'forgotten');
      return { status: 204, session: null };
    },
  });
}
