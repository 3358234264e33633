import { defineRoute, type Route } from '@jhalak/contracts';
import { AccountBody, AccountCreated } from '@jhalak/contracts/accounts';
import { deviceOf } from '../device.ts';
import type { SignUp } from '../sign-up.ts';
import { SECRET_TRIES_PER_MINUTE } from './own-account.ts';

export function createAccount(signUp: SignUp): Route {
  return defineRoute({
    method: 'POST',
    path: '/v1/accounts',
    name: 'createAccount',
    summary: 'Sign up; with the token of an anonymous viewer the same person keeps everything',
    tag: 'accounts',
    access: 'anyone',
    owner: 'self',
    pendingDeletion: 'allowed',
    body: AccountBody,
    replies: { 201: AccountCreated },
    ratePerMinute: SECRET_TRIES_PER_MINUTE,
    countedBy: 'address',
    async handle({ body, caller, headers }) {
      const created = await signUp.signUp(body, caller, deviceOf(headers['user-agent']));
      return { status: 201, json: created, session: created.token };
    },
  });
}
