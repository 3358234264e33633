// How much is published in which language and genre: for reports that tell groups, never people.

import type { GenreCode, LanguageCode } from '@jhalak/contracts/fields';
import type { Database } from '@jhalak/ports';
import type { Static } from 'typebox';

/** Clips that everybody can see, in one language and genre. */
export interface ClipCount {
  language: Static<typeof LanguageCode>;
  genre: Static<typeof GenreCode>;
  /** Different people who published them. */
  people: number;
  clips: number;
}

/**
 * @returns a row for each language and genre in which something is published; samples don't count. These are exact counts:
 * whoever shows them to others makes them k-anonymous first.
 * Cost: one pass over the table of clips; for once a day.
 */
export async function countClips(database: Database): Promise<ClipCount[]> {
  return await database.query<ClipCount>({
    name: 'videos.count_clips',
    text: `SELECT language, genre, count(DISTINCT person_id)::int AS people, count(*)::int AS clips FROM videos
      WHERE NOT sample AND removed_at_ms IS NULL AND deleted_at_ms IS NULL
      GROUP BY language, genre ORDER BY language, genre`,
  });
}
