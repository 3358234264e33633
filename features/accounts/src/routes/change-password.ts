import { defineRoute, type Route } from '@jhalak/contracts';
import { PasswordChange, SessionCreated } from '@jhalak/contracts/accounts';
import type { Database } from '@jhalak/ports';
import { deviceOf } from '../device.ts';
import type { SignIn } from '../sign-in.ts';
import { ownAccount, SECRET_TRIES_PER_MINUTE } from './own-account.ts';

export function changePassword(database: Database, signIn: SignIn): Route {
  return defineRoute({
    method: 'PUT',
    path: '/v1/accounts/me/password',
    name: 'changePassword',
    summary: 'Change the password; every other session ends',
    tag: 'accounts',
    access: 'account',
    owner: 'self',
    body: PasswordChange,
    whileBlocked: 'open',
    replies: { 200: SessionCreated },
    ratePerMinute: SECRET_TRIES_PER_MINUTE,
    async handle({ body, caller, headers }) {
      const account = await ownAccount(database, caller);
      const created = await signIn.changePassword(account, body, deviceOf(headers['user-agent']));
      return { status: 200, json: created, session: created.token };
    },
  });
}
