import { defineRoute, type Route } from '@jhalak/contracts';
import { Profile, ProfilePatch } from '@jhalak/contracts/accounts';
import type { Viewers } from '../viewers.ts';
import { known } from './own-account.ts';

export function patchProfile(viewers: Viewers): Route {
  return defineRoute({
    method: 'PATCH',
    path: '/v1/profile',
    name: 'patchProfile',
    summary: 'Change the display name and the words about oneself; an empty text takes them away',
    tag: 'accounts',
    access: 'account',
    parentFirst: true,
    owner: 'self',
    body: ProfilePatch,
    replies: { 200: Profile },
    async handle({ body, caller }) {
      return { status: 200, json: await viewers.changeProfile(known(caller).personId, body) };
    },
  });
}
