// People in lists, as the caller stands to them.

import { problem, type Caller } from '@jhalak/contracts';
import type { PersonCard } from '@jhalak/contracts/social';
import { onlookerOf } from '@jhalak/videos';
import type { Verdict, Visibility } from '@jhalak/visibility';
import type { ApartStore } from './apart-store.ts';
import type { SocialPeople, SocialPerson } from './people.ts';
import type { RequestStore } from './request-store.ts';
import type { TieMemory } from './ties.ts';

export interface CardParts {
  people: SocialPeople;
  visibility: Visibility;
  ties: TieMemory;
  requests: RequestStore;
}

/**
 * @param ids in the order of the list.
 * @returns their cards in that order; who has no name here, is withheld or leaves is missing. Blocks are the list's own business.
 * Cost: memory mostly, and one query where somebody is private.
 */
export async function cardsOf(
  { people, visibility, ties, requests }: CardParts,
  surface: string,
  ids: readonly string[],
  caller: Caller | undefined,
): Promise<Map<string, PersonCard>> {
  const found = await people.peopleByIds(ids);
  const shown = ids.flatMap((id) => {
    const person = found.get(id);
    const verdict = visibility.checkPerson(surface, id, { state: caller?.state });
    return person === undefined || verdict.kind === 'hidden' ? [] : [person];
  });
  const closed = shown.filter(({ personId }) => visibility.isPrivate(personId));
  const [own, asked] =
    caller === undefined
      ? [undefined, undefined]
      : await Promise.all([
          ties.of(caller.personId),
          closed.length === 0
            ? undefined
            : requests.asked(
                caller.personId,
                closed.map(({ personId }) => personId),
              ),
        ]);
  return new Map(
    shown.map(({ personId, handle, displayName, sample }) => [
      personId,
      {
        handle,
        ...(displayName === undefined ? {} : { displayName }),
        private: visibility.isPrivate(personId),
        followed: own?.following.has(personId) ?? false,
        requested: asked?.has(personId) ?? false,
        ...(own?.close.has(personId) === true ? { close: true } : {}),
        self: caller?.personId === personId,
        sample,
      },
    ]),
  );
}

/** @throws `person.not_found`. */
export async function personNamed(people: SocialPeople, handle: string): Promise<SocialPerson> {
  const person = await people.personByHandle(handle);
  if (person === undefined) throw nobody();
  return person;
}

/**
 * The same for looking at their page: nobody blocks those away who decide on what they do.
 *
 * @throws `person.not_found`, `person.blocked`.
 */
export async function personSeen(
  parts: Parameters<typeof personMet>[0],
  handle: string,
  caller: Caller | undefined,
): Promise<SocialPerson> {
  if (onlookerOf(caller).decides === true) return await personNamed(parts.people, handle);
  return await personMet(parts, handle, caller);
}

/**
 * Finds somebody whom the caller may meet. Who was blocked is told what they would be told of nobody; who blocked is told so.
 *
 * @throws `person.not_found`, `person.blocked`.
 */
export async function personMet(
  parts: { people: SocialPeople; ties: TieMemory; apart: ApartStore },
  handle: string,
  caller: Caller | undefined,
): Promise<SocialPerson> {
  const person = await personNamed(parts.people, handle);
  if (caller === undefined) return person;
  const { blocked } = await parts.ties.of(caller.personId);
  if (!blocked.has(person.personId)) return person;
  if (await parts.apart.hasBlocked(caller.personId, person.personId))
    throw problem('person.blocked', 'You blocked this person. Unblock them first.');
  throw nobody();
}

/** @throws `person.withheld`, `person.suspended` for a page that may not be seen. */
export function checkPage(verdict: Verdict): void {
  if (verdict.kind === 'visible') return;
  if (verdict.reason === 'suspended')
    throw problem('person.suspended', 'Our moderators suspended this account.');
  throw problem('person.withheld', 'This page is withheld in this region by a legal order.');
}

/** @returns what is said of somebody who is not here, and of somebody who keeps away. */
export function nobody(): ReturnType<typeof problem> {
  return problem('person.not_found', 'There is nobody of this name here.');
}
