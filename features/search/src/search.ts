// Search: what is public, found by its words and by what they sound like, in any script.

import type { Clock, Logger } from '@jhalak/kernel';
import type { Database, Feature } from '@jhalak/ports';
import type { Stories, StoryOrders } from '@jhalak/stories';
import type { Taste } from '@jhalak/taste';
import type { Videos } from '@jhalak/videos';
import type { Visibility } from '@jhalak/visibility';
import type { Accounts } from '@jhalak/accounts';
import { manifest } from '../manifest.ts';

export interface SearchDeps {
  database: Database;
  clock: Clock;
  logger: Logger;
  visibility: Visibility;
  videos: Videos;
  stories: Stories & StoryOrders;
  taste: Pick<Taste, 'items' | 'viewer'>;
  people: Pick<Accounts, 'peopleByIds'>;
}

/** What other features get of search. */
export type Search = Feature;

/** Cost: none; the index is rows that the worker role writes. */
export function createSearch(_deps: SearchDeps): Search {
  return { manifest, routes: [], jobs: {}, consumers: [], sweeps: [] };
}
