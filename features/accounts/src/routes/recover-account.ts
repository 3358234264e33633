import { defineRoute, type Route } from '@jhalak/contracts';
import { RecoveryBody, SessionCreated } from '@jhalak/contracts/accounts';
import { deviceOf } from '../device.ts';
import type { SignIn } from '../sign-in.ts';
import { SECRET_TRIES_PER_MINUTE } from './own-account.ts';

export function recoverAccount(signIn: SignIn): Route {
  return defineRoute({
    method: 'POST',
    path: '/v1/recoveries',
    name: 'recoverAccount',
    summary:
      'Set a new password by a recovery code, which then is used up; every other session ends',
    tag: 'accounts',
    access: 'anyone',
    owner: 'self',
    body: RecoveryBody,
    whileBlocked: 'open',
    replies: { 200: SessionCreated },
    ratePerMinute: SECRET_TRIES_PER_MINUTE,
    countedBy: 'address',
    async handle({ body, headers }) {
      const created = await signIn.recover(body, deviceOf(headers['user-agent']));
      return { status: 200, json: created, session: created.token };
    },
  });
}
