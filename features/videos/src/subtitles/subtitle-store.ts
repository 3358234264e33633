// The table of subtitles. Writers demand a transaction; that the clip has changed is told by VideoStore.

import type { Cue, Subtitles } from '@jhalak/contracts/subtitles';
import type { Queries, Tx } from '@jhalak/ports';

interface Row {
  language: Subtitles['language'];
  cues: Cue[];
  changed_at_ms: number;
}

const OF_CLIP = {
  name: 'videos.subtitles_of_clip',
  text: 'SELECT language, cues, changed_at_ms FROM video_subtitles WHERE video_id = $1 ORDER BY language',
};
const ONE = {
  name: 'videos.subtitles',
  text: 'SELECT language, cues, changed_at_ms FROM video_subtitles WHERE video_id = $1 AND language = $2',
};

/** @returns all of a clip, by language. */
export async function subtitlesOf(queries: Queries, videoId: string): Promise<Subtitles[]> {
  return (await queries.query<Row>(OF_CLIP, [videoId])).map(fromRow);
}

export async function subtitlesIn(
  queries: Queries,
  videoId: string,
  language: string,
): Promise<Subtitles | undefined> {
  const [row] = await queries.query<Row>(ONE, [videoId, language]);
  return row && fromRow(row);
}

/** @returns what is said in clips that have subtitles, all languages together. */
export async function saidIn(
  queries: Queries,
  videoIds: readonly string[],
): Promise<Map<string, string>> {
  const rows = await queries.query<{ video_id: string; said: string }>(
    {
      name: 'videos.said_in',
      text: `SELECT video_id, string_agg(said, E'\\n' ORDER BY language) AS said FROM video_subtitles
        WHERE video_id = ANY($1::uuid[]) GROUP BY video_id`,
    },
    [videoIds],
  );
  return new Map(rows.map((row) => [row.video_id, row.said]));
}

/** Puts one language's in the place of those that were there. */
export async function putSubtitles(
  tx: Tx,
  clip: { videoId: string; personId: string },
  { language, cues, changedAtMs }: Subtitles,
  said: string,
): Promise<void> {
  await tx.query(
    {
      name: 'videos.put_subtitles',
      text: `INSERT INTO video_subtitles (video_id, language, person_id, cues, said, changed_at_ms)
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (video_id, language)
        DO UPDATE SET cues = excluded.cues, said = excluded.said, changed_at_ms = excluded.changed_at_ms`,
    },
    [clip.videoId, language, clip.personId, JSON.stringify(cues), said, changedAtMs],
  );
}

export async function deleteSubtitles(tx: Tx, videoId: string, language: string): Promise<void> {
  await tx.query(
    {
      name: 'videos.delete_subtitles',
      text: 'DELETE FROM video_subtitles WHERE video_id = $1 AND language = $2',
    },
    [videoId, language],
  );
}

export async function purgeSubtitles(tx: Tx, videoId: string): Promise<void> {
  await tx.query(
    {
      name: 'videos.purge_subtitles',
      text: 'DELETE FROM video_subtitles WHERE video_id = $1',
    },
    [videoId],
  );
}

const fromRow = ({ language, cues, changed_at_ms: changedAtMs }: Row): Subtitles => ({
  ...{ language, cues, changedAtMs },
});
