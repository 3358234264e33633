import { defineRoute, type Route } from '@jhalak/contracts';
import { Account, PasswordProof } from '@jhalak/contracts/accounts';
import type { Database } from '@jhalak/ports';
import type { Leaving } from '../leaving.ts';
import { accountOf } from '../present.ts';
import type { SignIn } from '../sign-in.ts';
import { ownAccount, SECRET_TRIES_PER_MINUTE } from './own-account.ts';

export function deleteAccount(database: Database, signIn: SignIn, leaving: Leaving): Route {
  return defineRoute({
    method: 'DELETE',
    path: '/v1/accounts/me',
    name: 'deleteAccount',
    summary:
      'Delete the account: hidden at once, signed out everywhere, erased when due; sign in to undo',
    tag: 'accounts',
    access: 'account',
    owner: 'self',
    body: PasswordProof,
    stepUp: true,
    whileBlocked: 'open',
    replies: { 200: Account },
    ratePerMinute: SECRET_TRIES_PER_MINUTE,
    async handle({ body, caller }) {
      const account = await ownAccount(database, caller);
      if (body.password !== undefined) await signIn.proveOwner(account, body.password);
      return {
        status: 200,
        json: accountOf(await leaving.request(account.person_id)),
        session: null,
      };
    },
  });
}
