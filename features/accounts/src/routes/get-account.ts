import { defineRoute, type Route } from '@jhalak/contracts';
import { Account } from '@jhalak/contracts/accounts';
import type { Database } from '@jhalak/ports';
import { accountOf } from '../present.ts';
import { ownAccount } from './own-account.ts';

export function getAccount(database: Database): Route {
  return defineRoute({
    method: 'GET',
    path: '/v1/accounts/me',
    name: 'getAccount',
    summary: "The caller's account; `deletionDueAtMs` while its deletion can be undone",
    tag: 'accounts',
    access: 'account',
    owner: 'self',
    pendingDeletion: 'allowed',
    whileBlocked: 'open',
    replies: { 200: Account },
    async handle({ caller }) {
      return { status: 200, json: accountOf(await ownAccount(database, caller)) };
    },
  });
}
