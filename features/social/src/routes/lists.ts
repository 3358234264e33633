// Who follows somebody, and whom they follow. A private account's lists are for its followers.

import { defineRoute, problem, type Caller, type Route } from '@jhalak/contracts';
import { HandleParams, PageQuery } from '@jhalak/contracts/fields';
import { PersonList } from '@jhalak/contracts/social';
import { checkPage, personMet } from '../cards.ts';
import { listPage } from '../lists.ts';
import type { SocialParts } from './index.ts';

export function listRoutes(parts: SocialParts): Route[] {
  return [
    listRoute(parts, 'followers', 'listFollowers', 'Who follows a person, newest first'),
    listRoute(parts, 'following', 'listFollowing', 'Whom a person follows, newest first'),
  ];
}

function listRoute(
  parts: SocialParts,
  list: 'followers' | 'following',
  name: string,
  summary: string,
): Route {
  return defineRoute({
    method: 'GET',
    path: `/v1/people/:handle/${list}`,
    name,
    summary,
    tag: 'people',
    access: 'anyone',
    owner: 'public',
    params: HandleParams,
    query: PageQuery,
    replies: { 200: PersonList },
    ratePerMinute: 120,
    async handle({ params, query, caller }) {
      const { personId } = await personMet(parts, params.handle, caller);
      const onlooker = { personId: caller?.personId, state: caller?.state };
      checkPage(parts.visibility.checkPerson('social.list', personId, onlooker));
      if (!(await mayLook(parts, personId, caller)))
        throw problem('person.private', 'This account is private: its lists are for followers.');
      const asked = { list, ofPersonId: personId, surface: 'social.list' } as const;
      return { status: 200, json: await listPage(parts, asked, query, caller) };
    },
  });
}

async function mayLook(
  { visibility, ties }: SocialParts,
  personId: string,
  caller: Caller | undefined,
): Promise<boolean> {
  if (!visibility.isPrivate(personId) || caller?.personId === personId) return true;
  if (caller?.handle === undefined) return false;
  return (await ties.of(caller.personId)).following.has(personId);
}
