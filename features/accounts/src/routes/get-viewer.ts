import { defineRoute, type Route } from '@jhalak/contracts';
import { Viewer } from '@jhalak/contracts/accounts';
import { personGone, type Viewers } from '../viewers.ts';
import { known } from './own-account.ts';

export function getViewer(viewers: Viewers): Route {
  return defineRoute({
    method: 'GET',
    path: '/v1/viewers/me',
    name: 'getViewer',
    summary: 'What is known of the caller: languages, genres, age band, consent, roles',
    tag: 'accounts',
    access: 'viewer',
    owner: 'self',
    pendingDeletion: 'allowed',
    whileBlocked: 'open',
    replies: { 200: Viewer },
    async handle({ caller }) {
      const viewer = await viewers.byId(known(caller).personId);
      if (viewer === undefined) throw personGone();
      return { status: 200, json: viewer };
    },
  });
}
