// Whom somebody may want to follow, each with its reason: whom those follow whom they follow, and who is popular in what they
// chose. Addresses and telephone books are never read. Who lets nothing be learned, and who is under 18, gets the second kind alone.

import type { Caller } from '@jhalak/contracts';
import type { PersonSuggestion, SuggestionReason } from '@jhalak/contracts/social';
import type { Database } from '@jhalak/ports';
import { cardsOf, type CardParts } from './cards.ts';

/** Somebody whose clips are liked here now, in a language and genre. */
export type PopularCreator = { personId: string } & Omit<
  Extract<SuggestionReason, { kind: 'popular' }>,
  'kind'
>;

/** Wired in the app, from the learner's memory. */
export type PopularCreators = (
  languages: readonly string[],
  genres: readonly string[],
) => readonly PopularCreator[];

/** Of whom the newest follows are looked at: those whom the person followed last. */
const FRIENDS_MAX = 50;
/** Of each of them, newest first. */
const FOLLOWS_OF_FRIEND_MAX = 200;
const FOUND_MAX = 100;
/** One follow in common is chance. */
const COUNT_MIN = 2;

// At most FRIENDS_MAX * FOLLOWS_OF_FRIEND_MAX rows, by index.
const FRIENDS_FOLLOW = {
  name: 'social.friends_follow',
  text: `SELECT t.followee_id AS id, count(*)::int AS count, (array_agg(t.person_id::text))[1:2] AS some
    FROM unnest($1::uuid[]) AS friend(id)
    CROSS JOIN LATERAL (SELECT person_id, followee_id FROM social_following WHERE person_id = friend.id
      ORDER BY since_ms DESC LIMIT ${FOLLOWS_OF_FRIEND_MAX}) AS t
    GROUP BY t.followee_id HAVING count(*) >= ${COUNT_MIN} ORDER BY count(*) DESC, t.followee_id LIMIT ${FOUND_MAX}`,
};

export interface SuggestParts extends CardParts {
  database: Database;
  popular: PopularCreators;
}

/** @returns the best `limit`, those with most follows in common first. Cost: one query for whom is learned of, else memory. */
export async function suggestPeople(
  parts: SuggestParts,
  caller: Caller,
  limit: number,
): Promise<PersonSuggestion[]> {
  const { following, blocked, muted } = await parts.ties.of(caller.personId);
  const isNew = (id: string): boolean =>
    id !== caller.personId &&
    !following.has(id) &&
    !blocked.has(id) &&
    !muted.has(id) &&
    !parts.visibility.isPrivate(id);
  // Whom a private account follows is for its followers, and for those among them who have a name.
  const tells = (id: string): boolean =>
    caller.handle !== undefined || !parts.visibility.isPrivate(id);
  const friends = caller.personal ? [...following].filter(tells).slice(0, FRIENDS_MAX) : [];
  const found = friends.length === 0 ? [] : await friendsFollow(parts.database, friends);
  const named = [...new Set(found.flatMap(({ some }) => some))].filter(
    (id) =>
      parts.visibility.checkPerson('social.suggestions', id, { state: caller.state }).kind ===
      'visible',
  );
  const names = await parts.people.peopleByIds(named);
  const reasons = new Map<string, SuggestionReason>();
  for (const { id, count, some } of found) {
    const handles = some.flatMap((one) => names.get(one)?.handle ?? []);
    if (isNew(id)) reasons.set(id, { kind: 'followed_by', count, handles });
  }
  for (const { personId, language, genre } of parts.popular(caller.languages, caller.genres))
    if (isNew(personId) && !reasons.has(personId))
      reasons.set(personId, { kind: 'popular', language, genre });
  const ids = [...reasons.keys()].slice(0, limit * 2);
  const cards = await cardsOf(parts, 'social.suggestions', ids, caller);
  return ids
    .flatMap((id) => {
      const person = cards.get(id);
      const reason = reasons.get(id);
      return person === undefined || reason === undefined ? [] : [{ person, reason }];
    })
    .slice(0, limit);
}

async function friendsFollow(
  database: Database,
  friends: readonly string[],
): Promise<{ id: string; count: number; some: string[] }[]> {
  return await database.query(FRIENDS_FOLLOW, [friends]);
}
