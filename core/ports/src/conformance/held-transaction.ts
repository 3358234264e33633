// A transaction that stays open while a test does other things, so that it can choose the order of commits.

import type { Database, Tx } from '../database.ts';

export interface HeldTransaction {
  tx: Tx;
  commit(): Promise<void>;
  rollback(): Promise<void>;
}

class Rollback extends Error {}

export async function holdTransaction(database: Database): Promise<HeldTransaction> {
  const begun = Promise.withResolvers<Tx>();
  const ending = Promise.withResolvers<boolean>();
  const done = database.transaction(async (tx) => {
    begun.resolve(tx);
    if (!(await ending.promise)) throw new Rollback();
  });
  done.catch((error: unknown) => begun.reject(error));
  const tx = await begun.promise;
  return {
    tx,
    commit: async () => {
      ending.resolve(true);
      await done;
    },
    rollback: async () => {
      ending.resolve(false);
      await done.catch((error: unknown) => {
        if (!(error instanceof Rollback)) throw error;
      });
    },
  };
}
