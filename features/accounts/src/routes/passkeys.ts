// In by passkey, and one's own passkeys.

import { defineRoute, problem, type Route } from '@jhalak/contracts';
import { SessionCreated } from '@jhalak/contracts/accounts';
import { IdParams } from '@jhalak/contracts/fields';
import {
  LastWayQuery,
  OwnWays,
  Passkey,
  PasskeyAsked,
  PasskeyBody,
  PasskeyPatch,
  PasskeySignInBody,
} from '@jhalak/contracts/sign-in';
import { Type } from 'typebox';
import { deviceOf } from '../device.ts';
import type { Ways } from '../own-ways.ts';
import type { Passkeys } from '../passkeys/passkeys.ts';
import { siteOf, type Site } from '../passkeys/site.ts';
import { known, SECRET_TRIES_PER_MINUTE } from './own-account.ts';

export interface PasskeyParts {
  passkeys: Passkeys;
  ways: Ways;
  /** Of the cell. */
  address: string;
}

const Empty = Type.Object({});
const open = {
  tag: 'accounts',
  access: 'anyone',
  owner: 'self',
  whileBlocked: 'open',
  // Whoever tries secrets or makes us send would be somebody new each time.
  countedBy: 'address',
} as const;
const own = { tag: 'accounts', access: 'account', owner: 'self', whileBlocked: 'open' } as const;
const one = { ...own, owner: 'owner', path: '/v1/passkeys/:id', params: IdParams } as const;

/** @throws `passkey.unavailable`. */
export function siteHere(
  address: string,
  headers: Readonly<Record<string, string | undefined>>,
): Site {
  const site = siteOf(address, headers['origin']);
  if (site === undefined)
    throw problem(
      'passkey.unavailable',
      'Passkeys need a domain with https; this address has none.',
    );
  return site;
}

export function passkeyRoutes(parts: PasskeyParts): Route[] {
  return [...signInRoutes(parts), ...addRoutes(parts), ...oneRoutes(parts)];
}

function signInRoutes({ passkeys, address }: PasskeyParts): Route[] {
  return [
    defineRoute({
      ...open,
      method: 'POST',
      path: '/v1/sign-in/passkey/options',
      name: 'askPasskeySignIn',
      summary: 'What the browser is asked so that a device offers its passkeys',
      body: Empty,
      replies: { 200: PasskeyAsked },
      ratePerMinute: SECRET_TRIES_PER_MINUTE,
      whileClosing: 'open',
      handle: async ({ headers }) => ({
        status: 200,
        json: await passkeys.askIn(siteHere(address, headers)),
      }),
    }),
    defineRoute({
      ...open,
      method: 'POST',
      path: '/v1/sign-in/passkey/verify',
      name: 'enterByPasskey',
      summary: 'Sign in with the answer of a passkey',
      body: PasskeySignInBody,
      replies: { 200: SessionCreated },
      ratePerMinute: SECRET_TRIES_PER_MINUTE,
      whileClosing: 'open',
      async handle({ body, headers }) {
        const device = deviceOf(headers['user-agent']);
        const created = await passkeys.signIn(body, siteHere(address, headers), device);
        return { status: 200, json: created, session: created.token };
      },
    }),
  ];
}

function addRoutes({ passkeys, address }: PasskeyParts): Route[] {
  return [
    defineRoute({
      ...own,
      method: 'POST',
      path: '/v1/passkeys/options',
      name: 'askNewPasskey',
      summary: 'What the browser is asked for a new passkey',
      body: Empty,
      stepUp: true,
      replies: { 200: PasskeyAsked },
      handle: async ({ caller, headers }) => ({
        status: 200,
        json: await passkeys.askNew(known(caller), siteHere(address, headers)),
      }),
    }),
    defineRoute({
      ...own,
      method: 'POST',
      path: '/v1/passkeys',
      name: 'addPasskey',
      summary: 'Add the passkey that the browser made',
      body: PasskeyBody,
      stepUp: true,
      replies: { 201: Passkey },
      async handle({ body, caller, headers }) {
        const { browser, system } = deviceOf(headers['user-agent']);
        const words = [browser, system].filter((word) => word !== undefined).join(', ');
        const given = { ...body, name: body.name ?? words };
        const added = await passkeys.add(known(caller), given, siteHere(address, headers));
        return { status: 201, json: added };
      },
    }),
  ];
}

function oneRoutes({ passkeys, ways }: PasskeyParts): Route[] {
  return [
    defineRoute({
      ...one,
      method: 'PATCH',
      name: 'renamePasskey',
      summary: 'Call a passkey of one’s own something else',
      body: PasskeyPatch,
      replies: { 200: Passkey },
      handle: async ({ params, body, caller }) => ({
        status: 200,
        json: await passkeys.rename(known(caller).personId, params.id, body.name),
      }),
    }),
    defineRoute({
      ...one,
      method: 'DELETE',
      name: 'removePasskey',
      summary: 'Take a passkey of one’s own away; the last way in only with `evenLast=yes`',
      query: LastWayQuery,
      stepUp: true,
      replies: { 200: OwnWays },
      async handle({ params, query, caller }) {
        const { personId } = known(caller);
        await ways.checkNotLast(personId, { passkey: params.id }, query.evenLast === 'yes');
        await passkeys.remove(personId, params.id);
        return { status: 200, json: await ways.of(personId) };
      },
    }),
  ];
}
