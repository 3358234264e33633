// A person's own room: what they chose, what is believed of them, and the routes by which they change both. It stands beside
// the learner and shares its manifest; what was chosen holds whether or not anything is learned.

import type { Caller, Route } from '@jhalak/contracts';
import type { Clock, Logger } from '@jhalak/kernel';
import type { Blobs, Database, Feature, Journal, Keys, Subscription } from '@jhalak/ports';
import { manifest } from '../manifest.ts';
import { ChoiceStore, type ChoiceReader } from './controls/choices.ts';
import { FrozenStore, type FrozenModels } from './frozen/frozen-models.ts';
import { carryRoutes } from './routes/carry-taste.ts';
import { choiceRoutes } from './routes/choose.ts';
import { editTaste } from './routes/edit-taste.ts';
import { getTaste } from './routes/get-taste.ts';
import type { ClipTexts, CreatorNames } from './routes/parts.ts';
import { resetTaste } from './routes/reset-taste.ts';
import type { Taste } from './taste.ts';

export interface TasteRoomDeps {
  database: Database;
  journal: Journal;
  keys: Keys;
  blobs: Blobs;
  clock: Clock;
  logger: Logger;
  region: string;
  taste: Taste;
  clips: ClipTexts;
  people: CreatorNames;
  /** @returns those of these clips that the caller may see on the surface of this name, of nobody with whom there is a block. */
  seenBy(surface: string, caller: Caller, videoIds: readonly string[]): Promise<readonly string[]>;
}

/** Cost: none until it is asked. */
export function createTasteRoom(deps: TasteRoomDeps): {
  choices: ChoiceReader;
  frozen: FrozenModels;
  feature: Feature;
} {
  const choices = new ChoiceStore(deps);
  const frozen = new FrozenStore(deps);
  const routes: Route[] = [];
  const parts = {
    ...deps,
    choices,
    seenBy: async (caller: Caller, videoIds: readonly string[]) =>
      await deps.seenBy('taste.page', caller, videoIds),
  };
  routes.push(
    getTaste(parts),
    editTaste(parts),
    resetTaste(deps.database, deps.journal),
    ...choiceRoutes(parts),
    ...carryRoutes(parts),
  );
  let subscription: Subscription | undefined;
  return {
    choices,
    frozen,
    feature: {
      manifest,
      routes,
      jobs: {},
      consumers: [],
      sweeps: [frozen.sweep],
      start: async () => {
        subscription = await deps.journal.follow({
          name: 'taste.choices',
          streams: ['taste.choice'],
          afterWindow: await deps.journal.lastWindow(),
          handle: (batch) => choices.hear(batch),
        });
      },
      stop: async () => await subscription?.stop(),
      catchUp: async () => await subscription?.catchUp(),
      erase: (personId) => {
        choices.forget(personId);
        return Promise.resolve();
      },
    },
  };
}
