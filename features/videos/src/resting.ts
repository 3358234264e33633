// Clips by their state, in order of their ids, for work that goes through all of them bit by bit: those that nobody is shown,
// whose files may lie where reading is slow, and those without storyboard and preview.

import { DAY_MS } from '@jhalak/kernel';
import type { RestingClip } from '@jhalak/media';
import type { Queries } from '@jhalak/ports';

interface Row {
  video_id: string;
  renditions: { key: string }[];
  quiet: boolean;
}

/** See `Videos.restingAfter`. */
export async function restingAfter(
  on: Queries,
  after: string,
  beforeMs: number,
  limit: number,
): Promise<RestingClip[]> {
  const rows = await on.query<Row>(
    {
      name: 'videos.resting_after',
      text: `SELECT video_id, renditions, published_at_ms < $2 AND NOT EXISTS
          (SELECT 1 FROM video_sources s WHERE s.video_id = videos.video_id AND s.day >= $3) AS quiet
        FROM videos WHERE video_id > $1 AND deleted_at_ms IS NULL ORDER BY video_id LIMIT $4`,
    },
    [after, beforeMs, Math.floor(beforeMs / DAY_MS), limit],
  );
  return rows.map((row) => ({
    videoId: row.video_id,
    keys: row.renditions.map(({ key }) => key),
    quiet: row.quiet,
  }));
}

/** See `ClipLooks.undressedAfter`. */
export async function undressedAfter(on: Queries, after: string, limit: number): Promise<string[]> {
  const rows = await on.query<{ video_id: string }>(
    {
      name: 'videos.undressed_after',
      text: `SELECT video_id FROM videos WHERE video_id > $1 AND looks IS NULL AND deleted_at_ms IS NULL
        ORDER BY video_id LIMIT $2`,
    },
    [after, limit],
  );
  return rows.map((row) => row.video_id);
}
