// In by phone, and one's own number.

import { defineRoute, type Route } from '@jhalak/contracts';
import { AccountCreated } from '@jhalak/contracts/accounts';
import {
  CodeAsked,
  CodeBody,
  LastWayQuery,
  OwnWays,
  PhoneAccountBody,
  PhoneCodeBody,
  PhoneEntered,
  PhoneMoreBody,
} from '@jhalak/contracts/sign-in';
import { deviceOf } from '../device.ts';
import type { Ways } from '../own-ways.ts';
import type { PhoneCodes } from '../phone/codes.ts';
import type { PhoneSignIn } from '../phone/phone-sign-in.ts';
import { known } from './own-account.ts';

/** To one's own account: typing errors included. Sending has stricter limits of its own. */
const CODES_PER_MINUTE = 20;
/** For each person who may share an address: who mistypes waits a minute, who makes us send for money goes elsewhere. */
const STRANGERS_CODES_PER_MINUTE = 3;
const CHECKS_PER_MINUTE = 60;

export interface PhoneParts {
  codes: PhoneCodes;
  phones: PhoneSignIn;
  ways: Ways;
}

const open = {
  tag: 'accounts',
  access: 'anyone',
  owner: 'self',
  whileBlocked: 'open',
  // Whoever tries secrets or makes us send would be somebody new each time.
  countedBy: 'address',
} as const;
const own = { tag: 'accounts', access: 'account', owner: 'self', whileBlocked: 'open' } as const;

export function phoneRoutes(parts: PhoneParts): Route[] {
  return [...enterRoutes(parts), ...numberRoutes(parts)];
}

function enterRoutes({ codes, phones }: PhoneParts): Route[] {
  return [
    defineRoute({
      ...open,
      method: 'POST',
      path: '/v1/sign-in/phone',
      name: 'askSignInCode',
      summary:
        'Ask for a code by text message; the same answer whether anybody has the number or not',
      body: PhoneCodeBody,
      replies: { 202: CodeAsked },
      ratePerMinute: STRANGERS_CODES_PER_MINUTE,
      whileClosing: 'open',
      async handle({ body, caller }) {
        const asked = await codes.ask({ ...body, purpose: 'enter', callerId: caller?.personId });
        return { status: 202, json: asked };
      },
    }),
    defineRoute({
      ...open,
      method: 'POST',
      path: '/v1/sign-in/phone/verify',
      name: 'enterByCode',
      summary:
        'Give the code: signs in, or leads to a new account, or asks more of a number long unused',
      body: CodeBody,
      replies: { 200: PhoneEntered },
      ratePerMinute: CHECKS_PER_MINUTE,
      whileClosing: 'open',
      async handle({ body, headers }) {
        const entered = await phones.enter(body, deviceOf(headers['user-agent']));
        return { status: 200, json: entered, ...sessionOf(entered) };
      },
    }),
    defineRoute({
      ...open,
      method: 'POST',
      path: '/v1/sign-in/phone/more',
      name: 'enterByMore',
      summary: 'Prove more than the code, or give the number up for a new account',
      body: PhoneMoreBody,
      replies: { 200: PhoneEntered },
      ratePerMinute: CHECKS_PER_MINUTE,
      async handle({ body, headers }) {
        const entered = await phones.more(body, deviceOf(headers['user-agent']));
        return { status: 200, json: entered, ...sessionOf(entered) };
      },
    }),
    defineRoute({
      ...open,
      method: 'POST',
      path: '/v1/sign-in/phone/account',
      name: 'createAccountByPhone',
      summary:
        'Sign up with a proven number; with the token of an anonymous viewer the same person keeps everything',
      body: PhoneAccountBody,
      replies: { 201: AccountCreated },
      ratePerMinute: CHECKS_PER_MINUTE,
      async handle({ body, caller, headers }) {
        const created = await phones.signUp(body, caller, deviceOf(headers['user-agent']));
        return { status: 201, json: created, session: created.token };
      },
    }),
  ];
}

function numberRoutes({ codes, phones, ways }: PhoneParts): Route[] {
  const number = { ...own, path: '/v1/accounts/me/phone', stepUp: true } as const;
  return [
    defineRoute({
      ...number,
      method: 'POST',
      name: 'askNumberCode',
      parentFirst: true,
      summary: 'Ask for a code to the number that the account shall have',
      body: PhoneCodeBody,
      replies: { 202: CodeAsked },
      ratePerMinute: CODES_PER_MINUTE,
      async handle({ body, caller }) {
        const callerId = known(caller).personId;
        return { status: 202, json: await codes.ask({ ...body, purpose: 'change', callerId }) };
      },
    }),
    defineRoute({
      ...number,
      method: 'PUT',
      name: 'setNumber',
      parentFirst: true,
      summary: 'Give the code: the number is the account’s from now on, and the one before is not',
      body: CodeBody,
      replies: { 200: OwnWays },
      ratePerMinute: CHECKS_PER_MINUTE,
      async handle({ body, caller }) {
        const { personId } = known(caller);
        await phones.setNumber(personId, body);
        return { status: 200, json: await ways.of(personId) };
      },
    }),
    defineRoute({
      ...number,
      method: 'DELETE',
      name: 'removeNumber',
      summary: 'Take the number away; the last way in only with `evenLast=yes`',
      query: LastWayQuery,
      replies: { 200: OwnWays },
      async handle({ query, caller }) {
        const { personId } = known(caller);
        await ways.checkNotLast(personId, { phone: true }, query.evenLast === 'yes');
        await phones.removeNumber(personId);
        return { status: 200, json: await ways.of(personId) };
      },
    }),
  ];
}

function sessionOf(entered: PhoneEntered): { session: string } | undefined {
  return entered.kind === 'signed_in' ? { session: entered.token } : undefined;
}
