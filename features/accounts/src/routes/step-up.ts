// Which ways in there are here, which ones are one's own, and proving oneself again before what is sensitive.

import { defineRoute, problem, type Caller, type Route } from '@jhalak/contracts';
import {
  CodeAsked,
  OwnWays,
  PasskeyAsked,
  SignInWays,
  StepUpBody,
  StepUpCodeBody,
  StepUpState,
} from '@jhalak/contracts/sign-in';
import type { Clock } from '@jhalak/kernel';
import type { Database, Journal, Keys, TextMessages } from '@jhalak/ports';
import { Type } from 'typebox';
import type { Ways } from '../own-ways.ts';
import type { Passkeys } from '../passkeys/passkeys.ts';
import { siteOf } from '../passkeys/site.ts';
import type { PhoneCodes } from '../phone/codes.ts';
import { ownPhone, phoneProven } from '../phone/phone-store.ts';
import { numberPlan } from '../phone/terms.ts';
import type { SignIn } from '../sign-in.ts';
import type { StepUp } from '../step-up.ts';
import { known, ownAccount, SECRET_TRIES_PER_MINUTE } from './own-account.ts';
import { siteHere } from './passkeys.ts';

export interface StepUpParts {
  database: Database;
  journal: Journal;
  keys: Keys;
  clock: Clock;
  texts: TextMessages;
  region: string;
  address: string;
  ways: Ways;
  stepUp: StepUp;
  signIn: SignIn;
  codes: PhoneCodes;
  passkeys: Passkeys;
}

const own = {
  tag: 'accounts',
  access: 'account',
  owner: 'self',
  whileBlocked: 'open',
  whileClosing: 'open',
  pendingDeletion: 'allowed',
} as const;

export function stepUpRoutes(parts: StepUpParts): Route[] {
  return [
    waysHere(parts),
    ownWays(parts),
    state(parts),
    askCode(parts),
    askPasskey(parts),
    prove(parts),
  ];
}

function waysHere({ database, clock, texts, region, address }: StepUpParts): Route {
  return defineRoute({
    method: 'GET',
    path: '/v1/sign-in',
    name: 'getSignInWays',
    summary: 'How one can sign in at this cell',
    tag: 'accounts',
    access: 'anyone',
    owner: 'public',
    whileBlocked: 'open',
    replies: { 200: SignInWays },
    async handle({ headers }) {
      const plan = await numberPlan(database, region, clock.nowMs());
      // A page of one's own says nothing of its origin when it only reads.
      const here = headers['origin'] ?? `http://${headers['host'] ?? ''}`;
      const passkeyDomain = siteOf(address, here)?.domain;
      const phone = plan && {
        country: region.toUpperCase(),
        callingCode: `+${plan.callingCode}`,
        test: texts.isTest,
      };
      const json = {
        ...(phone === undefined ? {} : { phone }),
        ...(passkeyDomain === undefined ? {} : { passkeyDomain }),
      };
      return { status: 200, json };
    },
  });
}

function ownWays({ ways }: StepUpParts): Route {
  return defineRoute({
    ...own,
    method: 'GET',
    path: '/v1/sign-in/ways',
    name: 'getOwnWays',
    summary: 'One’s own ways in: password, number, passkeys, how many recovery codes are left',
    replies: { 200: OwnWays },
    handle: async ({ caller }) => ({ status: 200, json: await ways.of(known(caller).personId) }),
  });
}

function state({ ways, stepUp }: StepUpParts): Route {
  return defineRoute({
    ...own,
    method: 'GET',
    path: '/v1/step-up',
    name: 'getStepUp',
    summary: 'Whether one’s proof is minutes old, and how to prove oneself again',
    replies: { 200: StepUpState },
    async handle({ caller }) {
      const self = known(caller);
      const mine = await ways.toStepUp(self);
      return { status: 200, json: await stepUp.state(self, mine) };
    },
  });
}

function askCode({ database, keys, codes }: StepUpParts): Route {
  return defineRoute({
    ...own,
    method: 'POST',
    path: '/v1/step-up/code',
    name: 'askStepUpCode',
    summary: 'Ask for a code to one’s own number',
    body: StepUpCodeBody,
    replies: { 202: CodeAsked },
    ratePerMinute: 20,
    async handle({ body, caller }) {
      const { personId } = notStaff(known(caller));
      const phone = await ownPhone(database, keys, personId);
      if (phone === undefined) throw problem('phone.none', 'There is no number on this account.');
      const request = { phone: phone.phone, language: body.language, callerId: personId };
      return { status: 202, json: await codes.ask({ ...request, purpose: 'prove' }) };
    },
  });
}

function askPasskey({ passkeys, address }: StepUpParts): Route {
  return defineRoute({
    ...own,
    method: 'POST',
    path: '/v1/step-up/passkey',
    name: 'askStepUpPasskey',
    summary: 'What the browser is asked so that one of one’s own passkeys answers',
    body: Type.Object({}),
    replies: { 200: PasskeyAsked },
    handle: async ({ caller, headers }) => ({
      status: 200,
      json: await passkeys.askProof(known(caller), siteHere(address, headers)),
    }),
  });
}

function prove(parts: StepUpParts): Route {
  const { database, stepUp, ways } = parts;
  return defineRoute({
    ...own,
    method: 'POST',
    path: '/v1/step-up',
    name: 'stepUp',
    summary: 'Prove oneself again by password, code or passkey: for ten minutes, in this session',
    body: StepUpBody,
    replies: { 200: StepUpState },
    ratePerMinute: SECRET_TRIES_PER_MINUTE,
    async handle({ body, caller, headers }) {
      const self = known(caller);
      if (body.way === 'password')
        await parts.signIn.proveOwner(await ownAccount(database, self), body.password);
      if (body.way === 'passkey')
        await parts.passkeys.checkProof(self, body, siteHere(parts.address, headers));
      if (body.way === 'code') await checkCode(parts, notStaff(self), body);
      else await stepUp.proven(database, self);
      return { status: 200, json: await stepUp.state(self, await ways.toStepUp(self)) };
    },
  });
}

/** @throws `auth.forbidden` for who holds a role of the cell. */
function notStaff(caller: Caller): Caller {
  if (caller.roles.length > 0)
    throw problem('auth.forbidden', 'Who holds a role proves it by passkey or password.');
  return caller;
}

async function checkCode(
  { database, journal, codes, stepUp, clock }: StepUpParts,
  self: Caller,
  given: { attempt: string; code: string },
): Promise<void> {
  const proven = await codes.check(given, 'prove', self.personId);
  await database.transaction(async (tx) => {
    await codes.use(tx, proven);
    const noted = await phoneProven(tx, proven.numberHash, self.personId, clock.nowMs());
    if (noted === undefined)
      throw problem('code.over', 'This number is not the account’s any more. Ask for a new code.');
    await journal.append(tx, [noted]);
    await stepUp.proven(tx, self);
  });
}
