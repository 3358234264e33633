import { defineRoute, type Route } from '@jhalak/contracts';
import { Viewer, ViewerPatch } from '@jhalak/contracts/accounts';
import type { Viewers } from '../viewers.ts';
import { known } from './own-account.ts';

export function patchViewer(viewers: Viewers): Route {
  return defineRoute({
    method: 'PATCH',
    path: '/v1/viewers/me',
    name: 'patchViewer',
    summary:
      'Change languages, genres, age band or consent; each answer on consent is kept in a ledger',
    tag: 'accounts',
    access: 'viewer',
    owner: 'self',
    body: ViewerPatch,
    replies: { 200: Viewer },
    async handle({ body, caller }) {
      return { status: 200, json: await viewers.change(known(caller).personId, body) };
    },
  });
}
