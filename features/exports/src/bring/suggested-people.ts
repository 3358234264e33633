// Whom somebody followed, trusted or proposed there, and who of them is here. Who came from the same cell, proven, is surely the same; anybody else may
// only be called alike, and is shown as that. Nobody is followed by it.

import type { ImportPerson } from '@jhalak/contracts/imports';
import type { ImportStore } from './store.ts';
import type { BringDeps, StoredImport } from './types.ts';

/** Shown at once: more nobody goes through. */
const SHOWN_MAX = 100;

/** @param handles of there. Cost: a look-up each, from memory mostly. */
export async function suggestedPeople(
  { people, privacy, store }: Pick<BringDeps, 'people' | 'privacy'> & { store: ImportStore },
  row: StoredImport,
  handles: readonly string[],
): Promise<ImportPerson[]> {
  const isProven = row.proven === true && row.fromCell !== null;
  const came = isProven
    ? await store.cameFrom(row.fromCell ?? '', handles)
    : new Map<string, string>();
  const cameHere = await people.peopleByIds([...came.values()]);
  const blocked = await privacy.blocked(row.personId);
  const followed = await privacy.followed(row.personId);
  const shown = new Map<string, ImportPerson>();
  for (const handle of handles) {
    if (shown.size >= SHOWN_MAX) break;
    const sure = cameHere.get(came.get(handle) ?? '');
    const person = sure ?? (await people.personByHandle(handle));
    if (person === undefined || person.personId === row.personId) continue;
    if (blocked.has(person.personId) || privacy.isHidden(person.personId)) continue;
    shown.set(person.personId, {
      handle: person.handle,
      ...(person.displayName === undefined ? {} : { displayName: person.displayName }),
      sure: sure !== undefined,
      followed: followed.has(person.personId),
    });
  }
  return [...shown.values()];
}
