// Decisions about people: suspended, let back, or the reports were wrong; and what the person reads of it.

import { defineRoute, problem, type Caller, type Route } from '@jhalak/contracts';
import { HandleParams } from '@jhalak/contracts/fields';
import { AppealBody, ModerationAct, OwnStanding, PersonActBody } from '@jhalak/contracts/safety';
import { assert, cleanText, DAY_MS, type Clock } from '@jhalak/kernel';
import type { Database } from '@jhalak/ports';
import { stateProblem, type SafetyStore, type Suspension } from '../store.ts';
import type { ModeratedPeople } from '../types.ts';
import { mayAct } from './moderation.ts';

interface PeopleDeps {
  database: Database;
  clock: Clock;
  store: SafetyStore;
  people: ModeratedPeople;
}

export function peopleRoutes(deps: PeopleDeps): Route[] {
  return [actOnPerson(deps), ownStanding(deps), appealStanding(deps)];
}

function actOnPerson({ database, clock, store, people }: PeopleDeps): Route {
  return defineRoute({
    method: 'POST',
    path: '/v1/moderation/people/:handle/acts',
    name: 'actOnPerson',
    summary:
      'Suspend a person, for some days or until they are let back; let them back; stand by it; dismiss the reports',
    tag: 'safety',
    access: ['moderator'],
    owner: 'staff',
    params: HandleParams,
    body: PersonActBody,
    replies: { 201: ModerationAct },
    async handle({ params, body: { action, reason, days, ...body }, caller }) {
      assert(caller, 'the route asks for staff');
      const note = cleanText(body.note);
      mayAct(action, note);
      const person = await people.personByHandle(params.handle);
      if (person === undefined)
        throw problem('person.not_found', 'There is nobody of this name here.');
      if (person.personId === caller.personId)
        throw problem('person.self', 'Nobody decides on themselves.');
      await mayActOn(people, person.personId, caller);
      // The person is told of each decision: what changes nothing is none.
      if (action === 'restore' && (await store.suspension(person.personId)) === undefined)
        throw stateProblem();
      const item = { kind: 'person', id: person.personId, clipId: null } as const;
      const isEnding = action === 'remove' && days !== undefined;
      const untilMs = isEnding ? clock.nowMs() + days * DAY_MS : undefined;
      const act = await database.transaction(
        async (tx) =>
          await store.act(tx, {
            item,
            moderatorId: caller.personId,
            action,
            reason,
            note,
            untilMs,
          }),
      );
      return { status: 201, json: { ...act, action } };
    },
  });
}

// A suspension takes rights away: among those who decide, only who gives rights does that.
async function mayActOn(people: ModeratedPeople, personId: string, caller: Caller): Promise<void> {
  if (caller.roles.includes('admin')) return;
  const held = await people.viewerById(personId);
  if ((held?.roles.length ?? 0) > 0)
    throw problem('auth.forbidden', 'Only an admin decides on somebody who holds a role here.');
}

function ownStanding({ store }: PeopleDeps): Route {
  return defineRoute({
    method: 'GET',
    path: '/v1/accounts/me/standing',
    name: 'getOwnStanding',
    summary: 'Whether one’s account is suspended, and why',
    tag: 'safety',
    access: 'account',
    owner: 'self',
    replies: { 200: OwnStanding },
    async handle({ caller }) {
      assert(caller, 'the route asks for an account');
      const now = await store.suspension(caller.personId);
      if (now === undefined) return { status: 200, json: { suspended: null } };
      const appeal = await store.appealOf(caller.personId, now.atMs);
      return { status: 200, json: { suspended: { ...toldOf(now), appeal } } };
    },
  });
}

// Who decided is nobody's business but the desk's.
function toldOf({ reason, note, atMs, untilMs }: Suspension) {
  return { reason, note, atMs, ...(untilMs === undefined ? {} : { untilMs }) };
}

function appealStanding({ store }: PeopleDeps): Route {
  return defineRoute({
    method: 'POST',
    path: '/v1/accounts/me/standing/appeal',
    name: 'appealStanding',
    summary: 'Answer one’s suspension, once; somebody else than who suspended decides',
    tag: 'safety',
    access: 'account',
    owner: 'self',
    body: AppealBody,
    replies: { 204: null },
    async handle({ body, caller }) {
      assert(caller, 'the route asks for an account');
      const now = await store.suspension(caller.personId);
      const note = cleanText(body.note);
      if (now === undefined || note === '')
        throw problem('appeal.over', 'There is nothing to appeal against here.');
      const item = { kind: 'person', id: caller.personId } as const;
      await store.appeal(caller.personId, item, now.atMs, note);
      return { status: 204 };
    },
  });
}
