// Safety: reports of viewers, decisions of moderators, appeals against removed comments. First depth; queues and matching come
// with their issue.

import type { Caller } from '@jhalak/contracts';
import { HOUR_MS, MINUTE_MS, type Clock, type Ids } from '@jhalak/kernel';
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
import { forgetSettledCases } from './settled-cases.ts';
import { SafetyStore } from './store.ts';
import type { ModeratedPeople, ReportedComments } from './types.ts';

export interface SafetyDeps {
  database: Database;
  journal: Journal;
  keys: Keys;
  clock: Clock;
  ids: Ids;
  /** The cell's country: whose terms hold for complaints and for what is kept. */
  region: string;
  videos: Videos;
  visibility: Visibility;
  comments: ReportedComments;
  people: ModeratedPeople;
  /** The caller with whom they follow: who sees what is private may report it. Given by social. */
  onlookerOf: (caller: Caller | undefined) => Promise<Onlooker>;
}

/** What others ask of it. */
export interface Safety {
  /** @returns by id whose complaint to the grievance officer it is now. Cost: one query. */
  complainants(ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

export function createSafety(deps: SafetyDeps): Safety & Feature {
  const store = new SafetyStore(deps);
  const grievances = new GrievanceStore(deps);
  return {
    manifest,
    routes: [
      reportVideo(store, deps.visibility, deps.onlookerOf),
      reportComment(store, deps.comments),
      reportPerson(store, deps.people),
      ...moderationRoutes({ ...deps, store }),
      ...commentRoutes({ ...deps, store }),
      ...peopleRoutes({ ...deps, store }),
      ...grievanceRoutes({ clock: deps.clock, store: grievances }),
    ],
    jobs: {},
    consumers: [closeCasesOfGoneClips(store, deps.videos)],
    sweeps: [
      { name: 'safety.suspensions', everyMs: MINUTE_MS, run: async () => await store.lapse() },
      { name: 'safety.cases', everyMs: HOUR_MS, run: async () => await forgetSettledCases(deps) },
      { name: 'safety.grievances', everyMs: HOUR_MS, run: async () => await grievances.forget() },
    ],
    complainants: async (ids) => await grievances.complainants(ids),
  };
}
