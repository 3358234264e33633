// What time leaves: stories that are dark for a year, and the places of reports that do not come back.

import { DAY_MS, HOUR_MS, type Clock } from '@jhalak/kernel';
import type { Database, Sweep } from '@jhalak/ports';
import { STORY_DAYS } from '../../manifest.ts';

/** Rows deleted in one go; the next sweep does the rest. */
const BATCH_MAX = 2_000;

const FORGET_STORIES = {
  name: 'stories.forget_stories',
  text: `DELETE FROM stories WHERE story_id IN
    (SELECT story_id FROM stories WHERE state <> 'shown' AND updated_at_ms < $1 LIMIT $2) RETURNING story_id`,
};
const FORGET_PLACES = {
  name: 'stories.forget_places',
  text: `DELETE FROM story_report_places WHERE report_id IN
    (SELECT report_id FROM story_report_places WHERE NOT shown AND placed_at_ms < $1 LIMIT $2) RETURNING report_id`,
};

export function storySweeps(deps: { database: Database; clock: Clock }): Sweep[] {
  return [
    {
      name: 'stories.forget',
      everyMs: HOUR_MS,
      run: async () => {
        const values = [deps.clock.nowMs() - STORY_DAYS * DAY_MS, BATCH_MAX];
        const stories = await deps.database.query(FORGET_STORIES, values);
        const places = await deps.database.query(FORGET_PLACES, values);
        return stories.length + places.length;
      },
    },
  ];
}
