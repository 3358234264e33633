// Stories as they are kept: the reports of publishers, put together as they come, told anew when something changes.

import type { Clock, Logger } from '@jhalak/kernel';
import type { Database, Feature, Journal } from '@jhalak/ports';
import type { Publishers } from '@jhalak/publishers';
import type { Visibility } from '@jhalak/visibility';
import { manifest } from '../manifest.ts';
import { StoryKeeper } from './keeping/keeper.ts';
import { StoryReader } from './keeping/story-reader.ts';
import { storySweeps } from './keeping/sweeps.ts';
import { storyOfReport, storyWords } from './keeping/story-words.ts';
import type { Stories, StoryOrders } from './keeping/types.ts';
import { getStory } from './routes/get-story.ts';
import { listStories } from './routes/list-stories.ts';

export interface StoriesDeps {
  database: Database;
  journal: Journal;
  publishers: Publishers;
  visibility: Visibility;
  clock: Clock;
  logger: Logger;
}

/** @returns stories; the worker role holds the latest 21 days of reports in memory, some 25 KB each. */
export function createStories(deps: StoriesDeps): Stories & StoryOrders & Feature {
  const keeper = new StoryKeeper(deps);
  const reader = new StoryReader(deps);
  return {
    manifest,
    stories: (ids) => reader.stories(ids),
    words: storyWords(deps.database),
    storyOfReport: (reportId) => storyOfReport(deps.database, reportId),
    routes: [
      getStory({ stories: reader, visibility: deps.visibility }),
      listStories({ reader, visibility: deps.visibility }),
    ],
    jobs: {},
    consumers: [keeper.consumer()],
    sweeps: storySweeps(deps),
  };
}
