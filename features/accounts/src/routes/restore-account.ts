import { defineRoute, type Route } from '@jhalak/contracts';
import { AccountRestored } from '@jhalak/contracts/accounts';
import type { Leaving } from '../leaving.ts';
import { known } from './own-account.ts';

export function restoreAccount(leaving: Leaving): Route {
  return defineRoute({
    method: 'POST',
    path: '/v1/accounts/me/restore',
    name: 'restoreAccount',
    summary: 'Undo the deletion of the account before it is due',
    tag: 'accounts',
    access: 'account',
    owner: 'self',
    pendingDeletion: 'allowed',
    whileBlocked: 'open',
    replies: { 200: AccountRestored },
    async handle({ caller }) {
      return { status: 200, json: await leaving.undo(known(caller).personId) };
    },
  });
}
