// A person's own room: what they chose, what is believed of them, and the routes by which they change both. It stands beside
// the learner and shares its manifest; what was chosen holds whether or not anything is learned.

import type { Caller, Route } from '@jhalak/contracts';
import type { TasteFile } from '@jhalak/contracts/taste';
import type { Clock, Logger } from '@jhalak/kernel';
import type { Blobs, Database, Feature, Journal, Keys, Subscription } from '@jhalak/ports';
import { manifest } from '../manifest.ts';
import { ChoiceStore, type ChoiceReader, type NewChoice } from './controls/choices.ts';
import { undoOf, type Edit } from './controls/edits.ts';
import { FrozenStore, type FrozenModels } from './frozen/frozen-models.ts';
import { bringTaste, carryRoutes, knownIn, type KnownTaste } from './routes/carry-taste.ts';
import { choiceRoutes } from './routes/choose.ts';
import { editTaste } from './routes/edit-taste.ts';
import { getTaste } from './routes/get-taste.ts';
import type { ClipTexts, CreatorNames } from './routes/parts.ts';
import { resetTaste } from './routes/reset-taste.ts';
import type { Taste } from './taste.ts';
import { emptyTaste } from './viewer-taste.ts';

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

/** Brings a taste in, and takes it out again as if it had not come. */
export interface TasteCarrier {
  /**
   * @returns how much of it is about what is known here, and what would take it back: JSON, to be kept sealed. Nothing is
   * changed. Cost: look-ups.
   */
  plan(
    personId: string,
    file: Pick<TasteFile, 'beliefs' | 'watched' | 'choices'>,
  ): Promise<{ known: KnownTaste; undo: TasteUndo }>;
  /** Only with the person's consent to learning. Again: the same. @throws `taste.full`. */
  bring(personId: string, known: KnownTaste): Promise<void>;
  takeBack(personId: string, undo: TasteUndo): Promise<void>;
}

/** What takes a brought taste back. */
export interface TasteUndo {
  edits: readonly Edit[];
  /** As they stood before. */
  former: readonly NewChoice[];
  /** What was brought. */
  brought: readonly NewChoice[];
}

function carrierOf(parts: {
  taste: Taste;
  choices: ChoiceStore;
  people: CreatorNames;
  clock: Clock;
}): TasteCarrier {
  const { taste, choices } = parts;
  const same = (one: NewChoice, other: NewChoice): boolean =>
    one.of === other.of && one.value === other.value;
  return {
    async plan(personId, file) {
      const known = await knownIn(parts, file);
      const now = (await taste.viewer(personId)) ?? emptyTaste();
      const former = (await choices.of(personId))
        .filter((one) => known.choices.some((other) => same(one, other)))
        .map(({ of, value, wish }) => ({ of, value, wish }));
      return { known, undo: { edits: undoOf(now, known.edits), former, brought: known.choices } };
    },
    bring: async (personId, known) => await bringTaste(parts, personId, known),
    async takeBack(personId, { edits, former, brought }) {
      const ids = (await choices.of(personId))
        .filter((one) => brought.some((other) => same(one, other) && one.wish === other.wish))
        .map(({ id }) => id);
      if (ids.length > 0) await choices.drop(personId, ids);
      await bringTaste(parts, personId, { edits, choices: former });
    },
  };
}

/** Cost: none until it is asked. */
export function createTasteRoom(deps: TasteRoomDeps): {
  choices: ChoiceReader;
  frozen: FrozenModels;
  carrier: TasteCarrier;
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
    carrier: carrierOf(parts),
    feature: {
      manifest,
      routes,
      jobs: {},
      consumers: [],
      sweeps: [frozen.sweep],
      blobs: frozen.holder,
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
