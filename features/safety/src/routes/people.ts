// Decisions about people: suspended, let back, or the reports were wrong; and what the person reads of it.

import { defineRoute, problem, type Route } from '@jhalak/contracts';
import { HandleParams } from '@jhalak/contracts/fields';
import { ModerationAct, OwnStanding, PersonActBody } from '@jhalak/contracts/safety';
import { assert, cleanText } from '@jhalak/kernel';
import type { Database } from '@jhalak/ports';
import type { SafetyStore } from '../store.ts';
import type { ModeratedPeople } from '../types.ts';
import { mayAct } from './moderation.ts';

interface PeopleDeps {
  database: Database;
  store: SafetyStore;
  people: ModeratedPeople;
}

export function peopleRoutes(deps: PeopleDeps): Route[] {
  return [actOnPerson(deps), ownStanding(deps)];
}

function actOnPerson({ database, store, people }: PeopleDeps): Route {
  return defineRoute({
    method: 'POST',
    path: '/v1/moderation/people/:handle/acts',
    name: 'actOnPerson',
    summary: 'Suspend a person, let them back, or dismiss the reports',
    tag: 'safety',
    access: ['moderator'],
    owner: 'staff',
    params: HandleParams,
    body: PersonActBody,
    replies: { 201: ModerationAct },
    async handle({ params, body: { action, reason, ...body }, caller }) {
      assert(caller, 'the route asks for staff');
      const note = cleanText(body.note);
      mayAct(action, note);
      const person = await people.personByHandle(params.handle);
      if (person === undefined)
        throw problem('person.not_found', 'There is nobody of this name here.');
      if (person.personId === caller.personId)
        throw problem('person.self', 'Nobody decides on themselves.');
      const item = { kind: 'person', id: person.personId, clipId: null } as const;
      const act = await database.transaction(
        async (tx) =>
          await store.act(tx, { item, moderatorId: caller.personId, action, reason, note }),
      );
      return { status: 201, json: { ...act, action } };
    },
  });
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
      const suspended = (await store.suspension(caller.personId)) ?? null;
      return { status: 200, json: { suspended } };
    },
  });
}
