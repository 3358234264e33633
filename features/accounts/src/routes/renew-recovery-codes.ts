import { defineRoute, type Route } from '@jhalak/contracts';
import { PasswordProof, RecoveryCodes } from '@jhalak/contracts/accounts';
import type { Database } from '@jhalak/ports';
import type { SignIn } from '../sign-in.ts';
import { ownAccount, SECRET_TRIES_PER_MINUTE } from './own-account.ts';

export function renewRecoveryCodes(database: Database, signIn: SignIn): Route {
  return defineRoute({
    method: 'POST',
    path: '/v1/accounts/me/recovery-codes',
    name: 'renewRecoveryCodes',
    summary: 'Ten new recovery codes, shown once; the old ones stop working',
    tag: 'accounts',
    access: 'account',
    owner: 'self',
    body: PasswordProof,
    stepUp: true,
    replies: { 201: RecoveryCodes },
    ratePerMinute: SECRET_TRIES_PER_MINUTE,
    async handle({ body, caller }) {
      const account = await ownAccount(database, caller);
      if (body.password !== undefined) await signIn.proveOwner(account, body.password);
      return { status: 201, json: { recoveryCodes: await signIn.renewRecoveryCodes(account) } };
    },
  });
}
