// Comments: threads of two levels under clips. Names come from accounts, ties from social, permission from visibility; every count
// is summed up from the journal.

import type { Clock, Ids } from '@jhalak/kernel';
import { MINUTE_MS } from '@jhalak/kernel';
import type { Database, Feature, Journal, Keys } from '@jhalak/ports';
import type { Videos } from '@jhalak/videos';
import type { Visibility } from '@jhalak/visibility';
import { manifest } from '../manifest.ts';
import { COUNTS } from './counts.ts';
import { Cursors } from './cursor.ts';
import { erasePerson, GONE_CLIPS, purgeDue } from './leaving.ts';
import { Callable } from './mentions.ts';
import { CommentReader } from './reader.ts';
import { changeRoutes } from './routes/change-comment.ts';
import { readable, type RouteDeps } from './routes/deps.ts';
import { heldRoutes } from './routes/held-comments.ts';
import { listRoutes } from './routes/list-comments.ts';
import { postRoutes } from './routes/post-comment.ts';
import { settingsRoutes } from './routes/settings.ts';
import { byIds } from './rows.ts';
import { SettingsStore } from './settings-store.ts';
import { CommentStore } from './store.ts';
import type { CommentPeople, Comments, CommentTies } from './types.ts';

export interface CommentsDeps {
  database: Database;
  journal: Journal;
  keys: Keys;
  clock: Clock;
  ids: Ids;
  people: CommentPeople;
  ties: CommentTies;
  videos: Pick<Videos, 'remembered' | 'stored'>;
  visibility: Visibility;
}

export function createComments(deps: CommentsDeps): Comments & Feature {
  const { database, journal, keys, clock } = deps;
  const store = new CommentStore(database, journal, clock);
  const parts: RouteDeps = {
    ...deps,
    store,
    reader: new CommentReader(database),
    settings: new SettingsStore(database),
    cursors: new Cursors(keys.ownerSecret('comments.cursor')),
    callable: new Callable(deps.people, deps.ties),
    secret: keys.secret('comments.once'),
  };
  const leaving = { database, journal, clock };
  return {
    manifest,
    routes: [
      ...listRoutes(parts),
      ...postRoutes(parts),
      ...changeRoutes(parts),
      ...heldRoutes(parts),
      ...settingsRoutes(parts),
    ],
    jobs: {},
    consumers: [COUNTS, GONE_CLIPS],
    sweeps: [{ name: 'comments.purge', everyMs: MINUTE_MS, run: () => purgeDue(leaving) }],
    erase: async (personId) => await erasePerson(leaving, personId),
    seen: async (surface, commentId, caller) =>
      (await readable(parts, surface, commentId, caller)).comment,
    stored: async (commentIds) => await byIds(database, commentIds),
    moderate: async (tx, commentId, change) => await store.moderate(tx, commentId, change),
  };
}
