// Packs as somebody sees them: who is suspended, gone or kept apart from them is not in it, and a pack without a maker is none.

import type { Caller } from '@jhalak/contracts';
import type { Pack, PackCard } from '@jhalak/contracts/packs';
import { cardsOf } from '../cards.ts';
import type { SocialParts } from '../routes/index.ts';
import type { StoredPack } from './pack-store.ts';

const SURFACE = 'social.pack';

/** @returns these packs in their order, without those whose maker the caller is not shown. Cost: memory mostly. */
export async function packsSeen(
  parts: SocialParts,
  stored: readonly StoredPack[],
  caller: Caller | undefined,
): Promise<Pack[]> {
  const blocked = caller && (await parts.ties.of(caller.personId)).blocked;
  const ids = new Set(stored.flatMap(({ personId, people }) => [personId, ...people]));
  const cards = await cardsOf(
    parts,
    SURFACE,
    [...ids].filter((id) => blocked?.has(id) !== true),
    caller,
  );
  return stored.flatMap((pack) => {
    const maker = cards.get(pack.personId);
    if (maker === undefined) return [];
    const { handle, displayName } = maker;
    const people = pack.people.flatMap((id) => cards.get(id) ?? []);
    return [
      {
        ...{ id: pack.packId, name: pack.name, text: pack.description, language: pack.language },
        maker: { handle, ...(displayName === undefined ? {} : { displayName }) },
        ...{ count: people.length, own: maker.self, changedAtMs: pack.changedAtMs },
        people,
      },
    ];
  });
}

/** The same without who is in it. */
export function packCard(pack: Pack): PackCard {
  const { people: _, ...card } = pack;
  return card;
}
