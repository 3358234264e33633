import { defineRoute, problem, type Caller, type Route } from '@jhalak/contracts';
import {
  Whereabouts,
  WhereaboutsBody,
  WhereaboutsPage,
  Word,
  WordBody,
} from '@jhalak/contracts/imports';
import { assert } from '@jhalak/kernel';
import type { WhereaboutsDesk } from './whereabouts.ts';

const PER_MINUTE = 10;
const shared = { tag: 'exports', access: 'account', owner: 'self' } as const;

/** @returns what a person does at either cell. */
export function whereaboutsRoutes(desk: WhereaboutsDesk): Route[] {
  return [
    defineRoute({
      ...shared,
      method: 'GET',
      path: '/v1/me/whereabouts',
      name: 'getWhereabouts',
      summary: 'Where the caller says that they are now',
      whileBlocked: 'open',
      replies: { 200: WhereaboutsPage },
      async handle({ caller }) {
        const now = (await desk.of(known(caller).personId)) ?? null;
        return { status: 200, json: { now, cell: await desk.cell() } };
      },
    }),
    defineRoute({
      ...shared,
      method: 'POST',
      path: '/v1/me/whereabouts/words',
      name: 'createWord',
      summary:
        'This cell’s signed word that the caller is here, to be carried to the one they came from',
      body: WordBody,
      replies: { 201: Word },
      ratePerMinute: PER_MINUTE,
      async handle({ body, caller }) {
        const { handle } = known(caller);
        if (handle === undefined) throw problem('auth.forbidden', 'Sign up first.');
        return { status: 201, json: { word: await desk.word(handle, body) } };
      },
    }),
    defineRoute({
      ...shared,
      method: 'PUT',
      path: '/v1/me/whereabouts',
      name: 'showWhereabouts',
      summary: 'Show on the caller’s page where they are now, by the word of that cell',
      body: WhereaboutsBody,
      stepUp: true,
      parentFirst: true,
      replies: { 200: Whereabouts },
      ratePerMinute: PER_MINUTE,
      async handle({ body, caller }) {
        return { status: 200, json: await desk.show(known(caller).personId, body.word) };
      },
    }),
    defineRoute({
      ...shared,
      method: 'DELETE',
      path: '/v1/me/whereabouts',
      name: 'hideWhereabouts',
      summary: 'Show it no more',
      whileBlocked: 'open',
      replies: { 204: null },
      async handle({ caller }) {
        await desk.hide(known(caller).personId);
        return { status: 204 };
      },
    }),
  ];
}

function known(caller: Caller | undefined): Caller {
  assert(caller, 'the route asks for an account');
  return caller;
}
