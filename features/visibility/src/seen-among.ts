// Which clips somebody may see, asked of the rows: for work that runs where nothing keeps them in memory.

import type { Queries } from '@jhalak/ports';
import { judge, type Onlooker } from './check.ts';

const STANDINGS = {
  name: 'visibility.standings_among',
  text: `SELECT v.video_id, v.person_id, v.flags, coalesce(p.hidden OR p.suspended, false) AS gone,
      coalesce(p.private, false) AS private
    FROM visibility_videos v LEFT JOIN visibility_people p ON p.person_id = v.person_id WHERE v.video_id = ANY($1::uuid[])`,
};

/** @returns those of these clips that an onlooker may see, orders apart, as of the last journal window. Cost: one query. */
export async function seenAmong(
  on: Queries,
  videoIds: readonly string[],
  onlooker: Onlooker,
): Promise<ReadonlySet<string>> {
  const rows = await on.query<{
    video_id: string;
    person_id: string;
    flags: number;
    gone: boolean;
    private: boolean;
  }>(STANDINGS, [videoIds]);
  const seen = rows.filter(({ person_id: personId, flags, gone, private: isPrivate }) => {
    const standing = { personId, flags, creatorGone: gone, creatorPrivate: isPrivate };
    return judge(standing, onlooker).kind === 'visible';
  });
  return new Set(seen.map((row) => row.video_id));
}
