// The tables of stories. See migrations/0001_stories.sql for what each is for.

import type { Queries, Tx } from '@jhalak/ports';
import type { Told } from './types.ts';

/** Where a report was put. */
export interface PlaceRow {
  report_id: string;
  story_id: string;
  version: number;
  shown: boolean;
  published_at_ms: number;
  placed_window: number;
  placed_position: number;
  placed_at_ms: number;
}

export interface StoryRow {
  story_id: string;
  state: 'shown' | 'dark' | 'merged';
  merged_into: string | null;
  language: string;
  languages: string[];
  genre: string;
  age: 'all' | '13+' | '18+';
  report_count: number;
  origin_count: number;
  told: Told | null;
  happened_at_ms: number;
  updated_at_ms: number;
  trend_rank: number;
}

const PLACE_COLUMNS = `report_id, story_id, version, shown, published_at_ms, placed_window,
  placed_position, placed_at_ms`;
const STORY_COLUMNS = `story_id, state, merged_into, language, languages, genre, age, report_count, origin_count, told,
  happened_at_ms, updated_at_ms, trend_rank`;

const PLACES = {
  name: 'stories.places',
  text: `SELECT ${PLACE_COLUMNS} FROM story_report_places WHERE report_id = ANY($1::uuid[])`,
};
const PLACES_SINCE = {
  name: 'stories.places_since',
  text: `SELECT places.*, stories.happened_at_ms FROM story_report_places AS places
    LEFT JOIN stories ON stories.story_id = places.story_id
    WHERE (placed_window, placed_position) > ($1::bigint, $2::bigint) AND published_at_ms >= $3
    ORDER BY placed_window, placed_position LIMIT $4`,
};
const PLACES_COUNT = {
  name: 'stories.places_count',
  text: `SELECT count(*)::int AS count FROM (SELECT FROM story_report_places
    WHERE (placed_window, placed_position) > ($1::bigint, $2::bigint) AND published_at_ms >= $3 LIMIT $4) AS behind`,
};
const LAST_PLACE = {
  name: 'stories.last_place',
  text: `SELECT placed_window, placed_position FROM story_report_places
    ORDER BY placed_window DESC, placed_position DESC LIMIT 1`,
};
const WRITE_PLACES = {
  name: 'stories.write_places',
  text: `INSERT INTO story_report_places (${PLACE_COLUMNS})
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::boolean[], $5::bigint[], $6::bigint[], $7::bigint[],
      $8::bigint[])
    ON CONFLICT (report_id) DO UPDATE SET story_id = excluded.story_id, version = excluded.version,
      shown = excluded.shown, published_at_ms = excluded.published_at_ms, placed_window = excluded.placed_window,
      placed_position = excluded.placed_position, placed_at_ms = excluded.placed_at_ms`,
};
const DROP_REPORTS = {
  name: 'stories.drop_reports',
  text: `DELETE FROM story_reports WHERE (story_id, report_id) IN
    (SELECT * FROM unnest($1::uuid[], $2::uuid[]))`,
};
const ADD_REPORTS = {
  name: 'stories.add_reports',
  text: `INSERT INTO story_reports (story_id, report_id, published_at_ms)
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::bigint[])
    ON CONFLICT (story_id, report_id) DO UPDATE SET published_at_ms = excluded.published_at_ms`,
};
const REPORTS_OF = {
  name: 'stories.reports_of',
  text: `SELECT report_id FROM story_reports WHERE story_id = $1 ORDER BY published_at_ms, report_id`,
};
const STORIES = {
  name: 'stories.by_ids',
  text: `SELECT ${STORY_COLUMNS} FROM stories WHERE story_id = ANY($1::uuid[])`,
};
const WRITE_STORY = {
  name: 'stories.write',
  text: `INSERT INTO stories (${STORY_COLUMNS})
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::jsonb, $11, $12, $13)
    ON CONFLICT (story_id) DO UPDATE SET state = excluded.state, merged_into = excluded.merged_into,
      language = excluded.language, languages = excluded.languages, genre = excluded.genre, age = excluded.age,
      report_count = excluded.report_count, origin_count = excluded.origin_count, told = excluded.told,
      happened_at_ms = excluded.happened_at_ms, updated_at_ms = excluded.updated_at_ms,
      trend_rank = excluded.trend_rank`,
};
const FOLLOW_MERGE = {
  name: 'stories.follow_merge',
  text: 'UPDATE stories SET merged_into = $2 WHERE merged_into = $1',
};
const TRENDING = {
  name: 'stories.trending',
  text: `SELECT ${STORY_COLUMNS} FROM stories WHERE state = 'shown'
    AND ($1::text IS NULL OR $1 = ANY(languages)) AND ($2::text IS NULL OR genre = $2)
    AND (trend_rank, story_id) < ($3::float8, $4::uuid)
    ORDER BY trend_rank DESC, story_id DESC LIMIT $5`,
};

export async function places(on: Queries, reportIds: readonly string[]): Promise<PlaceRow[]> {
  return reportIds.length === 0 ? [] : await on.query<PlaceRow>(PLACES, [[...reportIds]]);
}

/** @returns placed reports behind a place, published since, in the order of their places; with when their story began. */
export async function placesSince(
  on: Queries,
  after: { window: number; position: number },
  publishedSinceMs: number,
  limit: number,
): Promise<(PlaceRow & { happened_at_ms: number | null })[]> {
  const values = [after.window, after.position, publishedSinceMs, limit];
  return await on.query(PLACES_SINCE, values);
}

/** @returns how many there are, up to a limit. */
export async function placesCount(
  on: Queries,
  after: { window: number; position: number },
  publishedSinceMs: number,
  limit: number,
): Promise<number> {
  const values = [after.window, after.position, publishedSinceMs, limit];
  const [row] = await on.query<{ count: number }>(PLACES_COUNT, values);
  return row?.count ?? 0;
}

/** @returns the last place that is stored; zeros before the first. */
export async function lastPlace(on: Queries): Promise<{ window: number; position: number }> {
  const [row] = await on.query<PlaceRow>(LAST_PLACE);
  return { window: row?.placed_window ?? 0, position: row?.placed_position ?? 0 };
}

/**
 * Writes places, and the reports of stories with them.
 *
 * @param before the same reports' places as they were stored, where they were.
 */
export async function writePlaces(
  tx: Tx,
  rows: readonly PlaceRow[],
  before: readonly PlaceRow[],
): Promise<void> {
  if (rows.length === 0) return;
  const column = <Name extends keyof PlaceRow>(name: Name): PlaceRow[Name][] =>
    rows.map((row) => row[name]);
  await tx.query(WRITE_PLACES, [
    column('report_id'),
    column('story_id'),
    column('version'),
    column('shown'),
    column('published_at_ms'),
    column('placed_window'),
    column('placed_position'),
    column('placed_at_ms'),
  ]);
  if (before.length > 0) {
    await tx.query(DROP_REPORTS, [
      before.map((row) => row.story_id),
      before.map((row) => row.report_id),
    ]);
  }
  const shown = rows.filter((row) => row.shown);
  if (shown.length === 0) return;
  await tx.query(ADD_REPORTS, [
    shown.map((row) => row.story_id),
    shown.map((row) => row.report_id),
    shown.map((row) => row.published_at_ms),
  ]);
}

/** @returns ids of a story's reports, first published first. */
export async function reportsOf(on: Queries, storyId: string): Promise<string[]> {
  const rows = await on.query<{ report_id: string }>(REPORTS_OF, [storyId]);
  return rows.map((row) => row.report_id);
}

export async function storiesById(on: Queries, ids: readonly string[]): Promise<StoryRow[]> {
  return ids.length === 0 ? [] : await on.query<StoryRow>(STORIES, [[...ids]]);
}

export async function writeStory(tx: Tx, row: StoryRow): Promise<void> {
  await tx.query(WRITE_STORY, [
    row.story_id,
    row.state,
    row.merged_into,
    row.language,
    row.languages,
    row.genre,
    row.age,
    row.report_count,
    row.origin_count,
    row.told === null ? null : JSON.stringify(row.told),
    row.happened_at_ms,
    row.updated_at_ms,
    row.trend_rank,
  ]);
  // Whoever was part of it is now part of what it became part of: one step always leads to the end.
  if (row.merged_into !== null) await tx.query(FOLLOW_MERGE, [row.story_id, row.merged_into]);
}

export interface TrendQuery {
  language: string | undefined;
  genre: string | undefined;
  /** The last one of the page before. */
  after: { rank: number; id: string };
  limit: number;
}

/** @returns shown stories, those that move most first. */
export async function trending(on: Queries, query: TrendQuery): Promise<StoryRow[]> {
  return await on.query<StoryRow>(TRENDING, [
    query.language ?? null,
    query.genre ?? null,
    query.after.rank,
    query.after.id,
    query.limit,
  ]);
}
