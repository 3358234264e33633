// Search: what is public, found by its words and by what they sound like, in any script.

import type { Accounts } from '@jhalak/accounts';
import { SECOND_MS, type Clock, type Logger } from '@jhalak/kernel';
import type { Database, Feature } from '@jhalak/ports';
import type { Stories, StoryOrders } from '@jhalak/stories';
import type { Taste } from '@jhalak/taste';
import type { Videos } from '@jhalak/videos';
import type { Visibility } from '@jhalak/visibility';
import { manifest } from '../manifest.ts';
import { Finder } from './asking/finder.ts';
import type { ApartReader, ShownDeps } from './asking/shown.ts';
import type { PackReader } from './keeping/sources.ts';
import { IndexKeeper } from './keeping/keeper.ts';
import { tagRoute } from './routes/get-tag.ts';
import { searchRoute } from './routes/search.ts';
import { suggestRoute } from './routes/suggest.ts';

export interface SearchDeps {
  database: Database;
  clock: Clock;
  logger: Logger;
  visibility: Visibility;
  videos: Videos;
  stories: Stories & StoryOrders;
  taste: Pick<Taste, 'items' | 'viewer'>;
  people: Pick<Accounts, 'peopleByIds' | 'forgetPeople' | 'accountIdsAfter'>;
  /** With whom somebody is kept apart; given by social. */
  apart?: ApartReader;
  /** Follow packs, as written and as somebody sees them; given by social. */
  packs?: PackReader & NonNullable<ShownDeps['packs']>;
  /** Whose clips are for their followers alone; given by social. */
  privateAmong?: (personIds: readonly string[]) => Promise<ReadonlySet<string>>;
}

/** What other features get of search. */
export interface Search {
  /** Empties the index; the worker makes it anew from what there is. */
  rebuildIndex(): Promise<void>;
}

/** How soon what was there before the index is read; once it was, a sweep is three look-ups. */
const FILL_EVERY_MS = 30 * SECOND_MS;

/** Cost: none; the index is rows that the worker role writes. */
export function createSearch(deps: SearchDeps): Search & Feature {
  const { database, clock, taste } = deps;
  const keeper = new IndexKeeper(database, deps);
  const finder = new Finder({ database, clock, taste });
  return {
    manifest,
    routes: [searchRoute({ ...deps, finder }), suggestRoute({ ...deps, finder }), tagRoute(deps)],
    jobs: {},
    consumers: [keeper.consumer],
    sweeps: [{ name: 'search.fill', everyMs: FILL_EVERY_MS, run: async () => await keeper.fill() }],
    erase: async (personId) => await keeper.erase(personId),
    rebuildIndex: async () => await keeper.rebuild(),
  };
}
