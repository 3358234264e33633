// A child asks a parent; a parent reads, answers, sets bounds and takes the word back. And how long the child may be here.

import { defineRoute, problem, type Route } from '@jhalak/contracts';
import { HandleParams } from '@jhalak/contracts/fields';
import {
  Family as FamilyShown,
  FamilyChildPatch,
  FamilyCodeBody,
  MoreTimeBody,
  ParentAnswerBody,
  ParentAskBody,
  ParentAsked,
  ParentAskShown,
  ScreenTime,
} from '@jhalak/contracts/family';
import type { Clock } from '@jhalak/kernel';
import type { Database, Journal } from '@jhalak/ports';
import type { Family } from '../family/family.ts';
import { addMore, screenTimeOf } from '../family/screen-limits.ts';
import { known } from './own-account.ts';

/** Codes of 50 bits cannot be guessed at this rate; a parent types a few. */
const CODES_PER_MINUTE = 10;

export interface FamilyParts {
  database: Database;
  journal: Journal;
  clock: Clock;
  family: Family;
}

const own = { tag: 'family', access: 'account', owner: 'self' } as const;
const ofChild = {
  tag: 'family',
  access: 'account',
  owner: 'owner',
  params: HandleParams,
  replies: { 200: FamilyShown },
  ratePerMinute: 60,
} as const;

export function familyRoutes(parts: FamilyParts): Route[] {
  return [...childRoutes(parts), ...answerRoutes(parts), ...parentRoutes(parts), timeRoute(parts)];
}

function childRoutes({ family }: FamilyParts): Route[] {
  return [
    defineRoute({
      ...own,
      method: 'GET',
      path: '/v1/family',
      name: 'getFamily',
      summary: 'How one’s parent’s consent stands, and the children for whom one answers',
      replies: { 200: FamilyShown },
      handle: async ({ caller }) => ({ status: 200, json: await family.show(known(caller)) }),
    }),
    defineRoute({
      ...own,
      method: 'POST',
      path: '/v1/family/ask',
      name: 'askParent',
      summary:
        'A child asks: the answer is a code to give to a parent, shown once. 204 for who is an adult by now',
      body: ParentAskBody,
      replies: { 201: ParentAsked, 204: null },
      ratePerMinute: 20,
      async handle({ body, caller }) {
        const asked = await family.ask(known(caller), body.bornMonth);
        return asked === undefined ? { status: 204 } : { status: 201, json: asked };
      },
    }),
    defineRoute({
      ...own,
      method: 'DELETE',
      path: '/v1/family/ask',
      name: 'takeBackAsk',
      summary: 'The child asks no more; the code is over',
      replies: { 204: null },
      async handle({ caller }) {
        await family.takeBack(known(caller));
        return { status: 204 };
      },
    }),
  ];
}

function answerRoutes({ family }: FamilyParts): Route[] {
  return [
    defineRoute({
      ...own,
      method: 'POST',
      path: '/v1/family/look',
      name: 'lookAtAsk',
      summary: 'Who asks with this code, for a parent before they answer',
      body: FamilyCodeBody,
      replies: { 200: ParentAskShown },
      ratePerMinute: CODES_PER_MINUTE,
      handle: async ({ body, caller }) => ({
        status: 200,
        json: await family.look(known(caller), body.code),
      }),
    }),
    defineRoute({
      ...own,
      method: 'POST',
      path: '/v1/family/answer',
      name: 'answerChild',
      summary: 'A parent gives or refuses consent, under the notice that they read',
      body: ParentAnswerBody,
      replies: { 200: FamilyShown },
      stepUp: true,
      ratePerMinute: CODES_PER_MINUTE,
      async handle({ body, caller }) {
        await family.answer(known(caller), body);
        return { status: 200, json: await family.show(known(caller)) };
      },
    }),
  ];
}

function parentRoutes({ database, journal, clock, family }: FamilyParts): Route[] {
  return [
    defineRoute({
      ...ofChild,
      method: 'PATCH',
      path: '/v1/family/children/:handle',
      name: 'changeChild',
      summary: 'Set what a child of one’s own may do, and how long in a day',
      body: FamilyChildPatch,
      async handle({ params, body, caller }) {
        await family.change(known(caller), params.handle, body);
        return { status: 200, json: await family.show(known(caller)) };
      },
    }),
    defineRoute({
      ...ofChild,
      method: 'DELETE',
      path: '/v1/family/children/:handle',
      name: 'withdrawConsent',
      summary: 'Take one’s consent back; the account is private from then on',
      stepUp: true,
      async handle({ params, caller }) {
        await family.withdraw(known(caller), params.handle);
        return { status: 200, json: await family.show(known(caller)) };
      },
    }),
    defineRoute({
      ...ofChild,
      method: 'POST',
      path: '/v1/family/children/:handle/more',
      name: 'giveMoreTime',
      summary: 'A quarter of an hour more for one day of the child',
      body: MoreTimeBody,
      async handle({ params, body, caller }) {
        const childId = await family.childOf(known(caller).personId, params.handle);
        if (childId === undefined)
          throw problem('family.child_not_found', 'You answer for no child of this name.');
        await database.transaction(
          async (tx) =>
            await addMore(tx, { journal, clock }, childId, {
              day: body.day ?? today(clock),
              key: body.key,
            }),
        );
        return { status: 200, json: await family.show(known(caller)) };
      },
    }),
  ];
}

const today = (clock: Clock): string => new Date(clock.nowMs()).toISOString().slice(0, 10);

function timeRoute({ database }: FamilyParts): Route {
  return defineRoute({
    ...own,
    method: 'GET',
    path: '/v1/screen-time',
    name: 'getScreenTime',
    summary: 'How long one may be here in a day, where a parent said so',
    replies: { 200: ScreenTime },
    handle: async ({ caller }) => ({
      status: 200,
      json: await screenTimeOf(database, known(caller).personId),
    }),
  });
}
