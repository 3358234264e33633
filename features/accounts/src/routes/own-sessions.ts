import { defineRoute, problem, type Route } from '@jhalak/contracts';
import { SessionList } from '@jhalak/contracts/accounts';
import { IdParams } from '@jhalak/contracts/fields';
import { SESSIONS_LISTED_MAX, type OwnSessions } from '../own-sessions.ts';
import { known } from './own-account.ts';

export function ownSessionRoutes(sessions: OwnSessions): Route[] {
  return [listSessions(sessions), endOneSession(sessions), endOtherSessions(sessions)];
}

function listSessions(sessions: OwnSessions): Route {
  return defineRoute({
    method: 'GET',
    path: '/v1/sessions',
    name: 'listSessions',
    summary: `Where one is signed in, the latest used first, at most ${SESSIONS_LISTED_MAX}`,
    tag: 'accounts',
    access: 'account',
    owner: 'self',
    whileBlocked: 'open',
    replies: { 200: SessionList },
    async handle({ caller }) {
      return { status: 200, json: { items: await sessions.list(known(caller)) } };
    },
  });
}

function endOneSession(sessions: OwnSessions): Route {
  return defineRoute({
    method: 'DELETE',
    path: '/v1/sessions/:id',
    name: 'endOneSession',
    summary: 'Sign out somewhere else; noticed everywhere within seconds',
    tag: 'accounts',
    access: 'account',
    owner: 'owner',
    params: IdParams,
    whileBlocked: 'open',
    replies: { 204: null },
    async handle({ params, caller }) {
      const self = known(caller);
      if (!(await sessions.end(self, params.id)))
        throw problem('session.not_found', 'You are not signed in there, or not any more.');
      return { status: 204, ...(params.id === self.sessionId ? { session: null } : {}) };
    },
  });
}

function endOtherSessions(sessions: OwnSessions): Route {
  return defineRoute({
    method: 'DELETE',
    path: '/v1/sessions',
    name: 'endOtherSessions',
    summary: 'Sign out everywhere but here',
    tag: 'accounts',
    access: 'account',
    owner: 'self',
    whileBlocked: 'open',
    replies: { 204: null },
    async handle({ caller }) {
      await sessions.endOthers(known(caller));
      return { status: 204 };
    },
  });
}
