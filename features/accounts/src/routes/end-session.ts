import { defineRoute, type Route } from '@jhalak/contracts';
import type { Callers } from '../callers.ts';
import { known } from './own-account.ts';

export function endSession(callers: Callers): Route {
  return defineRoute({
    method: 'DELETE',
    path: '/v1/sessions/current',
    name: 'endSession',
    summary: 'Sign out here; an anonymous viewer cannot come back and is erased soon after',
    tag: 'accounts',
    access: 'viewer',
    owner: 'self',
    pendingDeletion: 'allowed',
    whileBlocked: 'open',
    replies: { 204: null },
    async handle({ caller }) {
      await callers.endOne(known(caller));
      return { status: 204, session: null };
    },
  });
}
