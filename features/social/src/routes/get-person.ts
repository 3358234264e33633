import { defineRoute, type Caller, type Route } from '@jhalak/contracts';
import { Person } from '@jhalak/contracts/accounts';
import { HandleParams } from '@jhalak/contracts/fields';
import { onlookerOf } from '@jhalak/videos';
import { checkPage, personSeen } from '../cards.ts';
import type { SocialParts } from './index.ts';

export function getPerson(parts: SocialParts): Route {
  const { follows, visibility, videos } = parts;
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
      const person = await personSeen(parts, params.handle, caller);
      const onlooker = onlookerOf(caller);
      checkPage(visibility.checkPerson('social.person', person.personId, onlooker));
      const [counts, videoCount, stands, movedTo] = await Promise.all([
        follows.counts(person.personId),
        videos.countOf(person.personId),
        standing(parts, person.personId, caller),
        parts.whereabouts(person.personId),
      ]);
      const reply: Person = {
        handle: person.handle,
        ...(person.displayName === undefined ? {} : { displayName: person.displayName }),
        ...(person.bio === undefined ? {} : { bio: person.bio }),
        createdAtMs: person.createdAtMs,
        counts: { ...counts, videos: videoCount },
        private: visibility.isPrivate(person.personId),
        ...(visibility.isSuspended(person.personId) ? { suspended: true as const } : {}),
        ...stands,
        ...(movedTo === undefined ? {} : { movedTo }),
        self: caller?.personId === person.personId,
        sample: person.sample,
      };
      return { status: 200, json: reply };
    },
  });
}

/** How the caller stands to a person. */
async function standing(
  { ties, requests, follows }: SocialParts,
  personId: string,
  caller: Caller | undefined,
): Promise<Pick<Person, 'followed' | 'requested' | 'followsYou' | 'muted' | 'close'>> {
  if (caller === undefined || caller.personId === personId)
    return { followed: false, requested: false, followsYou: false, muted: false };
  const [own, asked, followsYou] = await Promise.all([
    ties.of(caller.personId),
    requests.asked(caller.personId, [personId]),
    follows.isFollowedBy(caller.personId, personId),
  ]);
  return {
    followed: own.following.has(personId),
    requested: asked.has(personId),
    followsYou,
    muted: own.muted.has(personId),
    ...(own.close.has(personId) ? { close: true } : {}),
  };
}
