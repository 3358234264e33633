// Public persons by id and by handle, from memory.

import { MINUTE_MS, type Clock } from '@jhalak/kernel';
import type { Database } from '@jhalak/ports';
import { FreshCache } from './fresh-cache.ts';
import { foldHandle, HANDLE_MAX } from './handles/check-handle.ts';
import { skeletonOf } from './handles/skeleton.ts';
import { holderOf } from './handles-store.ts';
import { personById, personsByIds } from './persons-store.ts';
import { isAccount, publicPersonOf } from './present.ts';
import type { PersonRow } from './tables.ts';
import type { PublicPerson } from './types.ts';

/** Some 400 bytes an entry: 20 MB, the creators of a busy evening. */
const PEOPLE_MAX = 50_000;
/** How late a new name written by another process is shown here. */
const PERSON_AGE_MAX_MS = MINUTE_MS;
/** One query never asks for more; a page of a hundred items needs one. */
const IDS_PER_QUERY = 500;

export class People {
  readonly #database: Database;
  readonly #people: FreshCache<PublicPerson>;

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#people = new FreshCache({ clock, max: PEOPLE_MAX, maxAgeMs: PERSON_AGE_MAX_MS });
  }

  /** See Accounts.peopleByIds. */
  async byIds(ids: readonly string[]): Promise<Map<string, PublicPerson>> {
    const found = new Map<string, PublicPerson>();
    const missing = new Set<string>();
    for (const id of ids) {
      const person = this.#people.get(id);
      if (person === undefined) missing.add(id);
      else found.set(id, person);
    }
    const unread = [...missing];
    for (let from = 0; from < unread.length; from += IDS_PER_QUERY) {
      for (const person of await this.#load(unread.slice(from, from + IDS_PER_QUERY))) {
        found.set(person.personId, person);
      }
    }
    return found;
  }

  /** See Accounts.personByHandle. */
  async byHandle(handle: string): Promise<PublicPerson | undefined> {
    const folded = foldHandle(handle);
    // Longer ones were never accepted; the bound keeps a flood of long keys out of the database.
    if (Array.from(folded).length > HANDLE_MAX) return undefined;
    const personId = await holderOf(this.#database, skeletonOf(folded));
    return personId === undefined ? undefined : (await this.byIds([personId])).get(personId);
  }

  async #load(ids: readonly string[]): Promise<PublicPerson[]> {
    const ticket = this.#people.beginLoad();
    const people = (await personsByIds(this.#database, ids)).flatMap(
      (row) => visiblePerson(row) ?? [],
    );
    for (const person of people) this.#people.keep(ticket, person.personId, person);
    return people;
  }

  /** Call after a change was committed. */
  forget(personId: string): void {
    this.#people.forget(personId);
  }
}

// Somebody who leaves is gone for others at once, also while it can be undone.
function visiblePerson(row: PersonRow): PublicPerson | undefined {
  return isAccount(row) && row.deletion_due_at_ms === null
    ? Object.freeze(publicPersonOf(row))
    : undefined;
}

/** @returns the person who signed up by this handle, leaving or not. */
export async function rowByHandle(
  database: Database,
  handle: string,
): Promise<PersonRow | undefined> {
  const personId = await holderOf(database, skeletonOf(foldHandle(handle)));
  return personId === undefined ? undefined : await personById(database, personId);
}
