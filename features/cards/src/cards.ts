// Cards: what may stand on a lock screen for a moment. It relies on `materials` for what stories and clips say, and on
// visibility for what may be seen; it decides nothing about either.

import type { Clock, Ids, Logger } from '@jhalak/kernel';
import type { Database, Feature, Jobs, Journal } from '@jhalak/ports';
import type { Visibility } from '@jhalak/visibility';
import { manifest } from '../manifest.ts';
import { CardLife } from './card-life.ts';
import { CardStore } from './card-store.ts';
import { Desk } from './desk.ts';
import { KillStore } from './kill-store.ts';
import { proposals } from './proposals.ts';
import { deskCardRoutes } from './routes/desk-cards.ts';
import { ruleRoutes } from './routes/desk-rules.ts';
import { CardRules, type NewRule } from './rules.ts';
import { cardSweeps } from './sweeps.ts';
import type { CardMaterials } from './types.ts';

export interface CardsDeps {
  database: Database;
  journal: Journal;
  jobs: Jobs;
  clock: Clock;
  ids: Ids;
  logger: Logger;
  visibility: Visibility;
  /** Where cards come from, one a kind. */
  sources: readonly CardMaterials[];
}

/** What the program and its commands use. */
export interface Cards {
  /** Names somebody whose cards are approved without a look. @returns the rule's id. */
  addRule(rule: NewRule): Promise<string>;
}

export function createCards(deps: CardsDeps): Cards & Feature {
  const { database, journal, jobs, clock, ids, visibility, sources } = deps;
  const store = new CardStore(deps);
  const kills = new KillStore(clock);
  const life = new CardLife({ store, kills, jobs, clock });
  const rules = new CardRules(journal, clock, ids);
  const desk = new Desk({ database, clock, ids, store, life });
  return {
    manifest,
    routes: [
      ...deskCardRoutes({ database, visibility, store, desk }),
      ...ruleRoutes({ database, clock, rules }),
    ],
    jobs: {},
    consumers: [proposals({ clock, ids, store, life, rules, sources })],
    sweeps: cardSweeps({ database, clock, store, life, kills }),
    addRule: async (rule) =>
      (await database.transaction(async (tx) => await rules.add(tx, rule))).id,
    // The rows go by the manifest; their blobs and places in packs go here.
    erase: async (personId) => {
      await database.transaction(async (tx) => await life.endOfPerson(tx, personId));
    },
  };
}
