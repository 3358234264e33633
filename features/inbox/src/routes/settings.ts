import { defineRoute, type Route } from '@jhalak/contracts';
import { InboxSettings, InboxSettingsBody } from '@jhalak/contracts/inbox';
import { assert } from '@jhalak/kernel';
import { settingsOf } from '../settings.ts';
import type { InboxStore } from '../store.ts';
import type { InboxStreams } from '../streams.ts';

const shared = {
  path: '/v1/inbox/settings',
  tag: 'inbox',
  access: 'account',
  owner: 'self',
  replies: { 200: InboxSettings },
} as const;

export function settingsRoutes(store: InboxStore, streams: InboxStreams): Route[] {
  return [
    defineRoute({
      ...shared,
      method: 'GET',
      name: 'getInboxSettings',
      summary: 'Of whom one hears of each kind, and quiet hours',
      async handle({ caller }) {
        assert(caller, 'the route asks for an account');
        const person = await store.person(caller.personId);
        return { status: 200, json: settingsOf(person, caller.ageBand) };
      },
    }),
    defineRoute({
      ...shared,
      method: 'PUT',
      name: 'setInboxSettings',
      summary: 'Set some of these; decisions about one’s clips and legal notices are always told',
      body: InboxSettingsBody,
      async handle({ body, caller }) {
        assert(caller, 'the route asks for an account');
        const { personId, ageBand } = caller;
        const person = await store.person(personId);
        const kinds = { ...person.kinds, ...body.kinds };
        const quiet = body.quiet === undefined ? person.quiet : body.quiet;
        await store.setSettings(personId, { kinds, quiet });
        streams.touch([personId], 0);
        return { status: 200, json: settingsOf({ ...person, kinds, quiet }, ageBand) };
      },
    }),
  ];
}
