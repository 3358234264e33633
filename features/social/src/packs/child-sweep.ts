// Children in packs, or behind them: nobody puts one there any more, but packs were written before that was sure, and rows come
// from backups. Whoever is found leaves as one who becomes a child does.

import { HOUR_MS } from '@jhalak/kernel';
import type { Database, Sweep } from '@jhalak/ports';
import type { PackStore } from './pack-store.ts';

/** Packs looked at by one sweep, of 50 people at most: all of ten thousand in two days. */
const LOOKED_MAX = 200;
const NIL_ID = '00000000-0000-0000-0000-000000000000';

/** @returns the sweep; it tells how many children left. It begins anew at the end, and after a start. */
export function childSweep(database: Database, packs: PackStore): Sweep {
  let after = NIL_ID;
  return {
    name: 'social.packs_without_children',
    everyMs: HOUR_MS,
    run: async () => {
      const { last, children } = await packs.childrenAfter(after, LOOKED_MAX);
      for (const personId of children)
        await database.transaction(async (tx) => await packs.leave(tx, personId));
      after = last ?? NIL_ID;
      return children.size;
    },
  };
}
