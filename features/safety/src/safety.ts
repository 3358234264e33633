// Safety: reports of viewers, decisions of moderators. First depth; queues, appeals and matching come with their issue.

import type { Clock, Ids } from '@jhalak/kernel';
import type { Database, Feature, Journal, Keys } from '@jhalak/ports';
import type { Videos } from '@jhalak/videos';
import type { Visibility } from '@jhalak/visibility';
import { manifest } from '../manifest.ts';
import { closeCasesOfGoneClips } from './gone-clips.ts';
import { moderationRoutes } from './routes/moderation.ts';
import { reportVideo } from './routes/report.ts';
import { SafetyStore } from './store.ts';

export interface SafetyDeps {
  database: Database;
  journal: Journal;
  keys: Keys;
  clock: Clock;
  ids: Ids;
  videos: Videos;
  visibility: Visibility;
}

export function createSafety(deps: SafetyDeps): Feature {
  const store = new SafetyStore(deps);
  return {
    manifest,
    routes: [reportVideo(store, deps.visibility), ...moderationRoutes({ ...deps, store })],
    jobs: {},
    consumers: [closeCasesOfGoneClips(store, deps.videos)],
    sweeps: [],
  };
}
