import { defineRoute, type Route } from '@jhalak/contracts';
import { SuggestionList, SuggestionQuery } from '@jhalak/contracts/social';
import { assert } from '@jhalak/kernel';
import { suggestPeople } from '../suggest.ts';
import type { SocialParts } from './index.ts';

const LIMIT_DEFAULT = 12;

export function getSuggestions(parts: SocialParts): Route {
  return defineRoute({
    method: 'GET',
    path: '/v1/suggestions/people',
    name: 'suggestPeople',
    summary: 'Whom you may want to follow, and why; never from address books',
    tag: 'people',
    access: 'viewer',
    owner: 'self',
    query: SuggestionQuery,
    replies: { 200: SuggestionList },
    ratePerMinute: 30,
    async handle({ query, caller }) {
      assert(caller, 'the route asks for a viewer');
      const items = await suggestPeople(parts, caller, query.limit ?? LIMIT_DEFAULT);
      return { status: 200, json: { items } };
    },
  });
}
