// Clips that have no storyboard and preview: published before there were any, or whose work failed each time. They are asked for
// again, a few at a time, while no upload waits; each once a round, and a round begins once a day.

import { DAY_MS, MINUTE_MS, type Clock } from '@jhalak/kernel';
import type { Database, Sweep, Tx } from '@jhalak/ports';

/** A clip takes some seconds of the encoder: a fifth of its time at most. */
const ASKED_MAX = 5;
const NIL_ID = '00000000-0000-0000-0000-000000000000';

export interface DressSweepDeps {
  database: Database;
  clock: Clock;
  /** @returns ids of clips without looks, greater than `after`, in order. Cost: one query. */
  undressedAfter(after: string, limit: number): Promise<string[]>;
  /** Whether an upload waits for the encoder. */
  isBusy(): Promise<boolean>;
  ask(tx: Tx, videoId: string): Promise<void>;
}

/** @returns the sweep; it tells how many clips it asked for. */
export function dressSweep(deps: DressSweepDeps): Sweep {
  let after = NIL_ID;
  let restsUntilMs = 0;
  return {
    name: 'media.dress_missing',
    everyMs: MINUTE_MS,
    run: async () => {
      const nowMs = deps.clock.nowMs();
      if (nowMs < restsUntilMs || (await deps.isBusy())) return 0;
      const ids = await deps.undressedAfter(after, ASKED_MAX);
      await deps.database.transaction(async (tx) => {
        for (const id of ids) await deps.ask(tx, id);
      });
      after = ids.at(-1) ?? NIL_ID;
      if (ids.length < ASKED_MAX) [after, restsUntilMs] = [NIL_ID, nowMs + DAY_MS];
      return ids.length;
    },
  };
}
