// Safety: reports of viewers, decisions of moderators, appeals against removed comments. First depth; queues and matching come
// with their issue.

import type { Caller } from '@jhalak/contracts';
import { MINUTE_MS, type Clock, type Ids } from '@jhalak/kernel';
import type { Database, Feature, Journal, Keys } from '@jhalak/ports';
import type { Videos } from '@jhalak/videos';
import type { Onlooker, Visibility } from '@jhalak/visibility';
import { manifest } from '../manifest.ts';
import { closeCasesOfGoneClips } from './gone-clips.ts';
import { moderationRoutes } from './routes/moderation.ts';
import { peopleRoutes } from './routes/people.ts';
import { grievanceRoutes } from './grievances/grievance-routes.ts';
import { GrievanceStore } from './grievances/grievance-store.ts';
import { reportComment, reportPerson, reportVideo } from './routes/report.ts';
import { commentRoutes } from './routes/comments.ts';
import { SafetyStore } from './store.ts';
import type { ModeratedPeople, ReportedComments } from './types.ts';

export interface SafetyDeps {
  database: Database;
  journal: Journal;
  keys: Keys;
  clock: Clock;
  ids: Ids;
  /** The cell's country: whose terms hold for complaints. */
  region: string;
  videos: Videos;
  visibility: Visibility;
  comments: ReportedComments;
  people: ModeratedPeople;
  /** The caller with whom they follow: who sees what is private may report it. Given by social. */
  onlookerOf: (caller: Caller | undefined) => Promise<Onlooker>;
}

export function createSafety(deps: SafetyDeps): Feature {
  const store = new SafetyStore(deps);
  return {
    manifest,
    routes: [
      reportVideo(store, deps.visibility, deps.onlookerOf),
      reportComment(store, deps.comments),
      reportPerson(store, deps.people),
      ...moderationRoutes({ ...deps, store }),
      ...commentRoutes({ ...deps, store }),
      ...peopleRoutes({ ...deps, store }),
      ...grievanceRoutes({ clock: deps.clock, store: new GrievanceStore(deps) }),
    ],
    jobs: {},
    consumers: [closeCasesOfGoneClips(store, deps.videos)],
    sweeps: [
      { name: 'safety.suspensions', everyMs: MINUTE_MS, run: async () => await store.lapse() },
    ],
  };
}
