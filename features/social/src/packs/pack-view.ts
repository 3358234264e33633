// Packs as somebody sees them: who is suspended, gone or kept apart from them is not in it, and a pack without a maker, or with
// words that an order names, is none.

import type { Caller } from '@jhalak/contracts';
import type { Pack, PackCard } from '@jhalak/contracts/packs';
import { cardsOf, type CardParts } from '../cards.ts';
import type { StoredPack } from './pack-store.ts';

const SURFACE = 'social.pack';

/** @returns these packs in their order, without those whose maker or words the caller is not shown. Cost: memory mostly. */
export async function packsSeen(
  parts: CardParts,
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
  const onlooker = { state: caller?.state };
  return stored.flatMap((pack) => {
    const words = { personId: pack.personId, text: `${pack.name}\n${pack.description}` };
    if (parts.visibility.checkWords(SURFACE, words, onlooker).kind === 'hidden') return [];
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
