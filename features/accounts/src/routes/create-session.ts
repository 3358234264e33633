import { defineRoute, type Route } from '@jhalak/contracts';
import { SessionBody, SessionCreated } from '@jhalak/contracts/accounts';
import { deviceOf } from '../device.ts';
import type { SignIn } from '../sign-in.ts';
import { SECRET_TRIES_PER_MINUTE } from './own-account.ts';

export function createSession(signIn: SignIn): Route {
  return defineRoute({
    method: 'POST',
    path: '/v1/sessions',
    name: 'createSession',
    summary: 'Sign in; an account with `deletionDueAtMs` can then be restored',
    tag: 'accounts',
    access: 'anyone',
    owner: 'self',
    body: SessionBody,
    whileBlocked: 'open',
    whileClosing: 'open',
    replies: { 201: SessionCreated },
    ratePerMinute: SECRET_TRIES_PER_MINUTE,
    countedBy: 'address',
    async handle({ body, headers }) {
      const device = deviceOf(headers['user-agent']);
      const created = await signIn.signIn(body.handle, body.password, device);
      return { status: 201, json: created, session: created.token };
    },
  });
}
