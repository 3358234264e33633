import { defineRoute, problem, type Route } from '@jhalak/contracts';
import { Person } from '@jhalak/contracts/accounts';
import { HandleParams } from '@jhalak/contracts/fields';
import { onlookerOf, type Videos } from '@jhalak/videos';
import type { Visibility } from '@jhalak/visibility';
import type { SocialPeople } from '../people.ts';
import type { SocialStore } from '../store.ts';

export function getPerson(
  store: SocialStore,
  people: SocialPeople,
  videos: Videos,
  visibility: Visibility,
): Route {
  return defineRoute({
    method: 'GET',
    path: '/v1/people/:handle',
    name: 'getPerson',
    summary: "A person's public page",
    tag: 'people',
    access: 'anyone',
    owner: 'public',
    params: HandleParams,
    replies: { 200: Person },
    async handle({ params, caller }) {
      const person = await people.personByHandle(params.handle);
      if (person === undefined)
        throw problem('person.not_found', 'There is nobody of this name here.');
      const onlooker = onlookerOf(caller);
      if (visibility.checkPerson('social.person', person.personId, onlooker).kind === 'hidden')
        throw problem('person.withheld', 'This page is withheld in this region by a legal order.');
      const [counts, videoCount, following] = await Promise.all([
        store.counts(person.personId),
        videos.countOf(person.personId),
        caller === undefined ? undefined : store.following(caller.personId),
      ]);
      const reply: Person = {
        handle: person.handle,
        ...(person.displayName === undefined ? {} : { displayName: person.displayName }),
        ...(person.bio === undefined ? {} : { bio: person.bio }),
        createdAtMs: person.createdAtMs,
        counts: { ...counts, videos: videoCount },
        followed: following?.has(person.personId) ?? false,
        self: caller?.personId === person.personId,
        sample: person.sample,
      };
      return { status: 200, json: reply };
    },
  });
}
