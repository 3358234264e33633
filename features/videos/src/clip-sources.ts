// Where a clip's impressions and views came from: counters a day and source, projected from the journal, and what of them its
// creator may see. Counters know nobody; small ones are still not told, because one viewer among friends is easily guessed.

import { SOURCES_FLOOR, type ClipSource, type ClipSources } from '@jhalak/contracts/videos';
import { DAY_MS } from '@jhalak/kernel';
import type { Database, JournalBatch, Json, Queries, Tx } from '@jhalak/ports';

/** Creators look at weeks. */
const KEEP_DAYS = 90;
const SWEEP_MAX = 20_000;

// Only clips that exist are counted: an event of a purged one changes nothing.
const ADD = {
  name: 'videos.add_sources',
  text: `INSERT INTO video_sources (video_id, day, source, impressions, views)
    SELECT d.video_id, d.day, d.source, d.impressions, d.views
    FROM unnest($1::uuid[], $2::int[], $3::text[], $4::bigint[], $5::bigint[]) AS d(video_id, day, source, impressions, views)
    JOIN video_counts USING (video_id) ORDER BY 1, 2, 3
    ON CONFLICT (video_id, day, source) DO UPDATE SET
      impressions = video_sources.impressions + excluded.impressions, views = video_sources.views + excluded.views`,
};
const READ = {
  name: 'videos.sources',
  text: 'SELECT day, source, impressions, views FROM video_sources WHERE video_id = $1 AND day > $2 AND day <= $3',
};

interface Row {
  day: number;
  source: string;
  impressions: number;
  views: number;
}

/** Counts the events of a batch. A replayed log is no audience. */
export async function addSources(tx: Tx, batch: JournalBatch): Promise<void> {
  const cells = new Map<string, Row & { videoId: string }>();
  for (const event of batch.events) {
    const events = event.personal?.['events'];
    if (event.stream !== 'attention.events' || !Array.isArray(events)) continue;
    const day = Math.floor(event.atMs / DAY_MS);
    for (const one of events) {
      if (one === null || typeof one !== 'object' || Array.isArray(one)) continue;
      const { type } = one;
      if ((type !== 'impression' && type !== 'view') || one['source'] === 'replay') continue;
      // One's own views and repetitions of a day are no audience.
      if (one['counts'] === 'own' || one['counts'] === 'repeat') continue;
      const videoId = textOf(one['video']);
      const source = sourceOf(textOf(one['surface']), textOf(one['from']));
      const key = `${videoId} ${day} ${source}`;
      const cell = cells.get(key) ?? { videoId, day, source, impressions: 0, views: 0 };
      cells.set(key, cell);
      if (type === 'view') cell.views += 1;
      else cell.impressions += 1;
    }
  }
  if (cells.size === 0) return;
  const rows = [...cells.values()];
  await tx.query(ADD, [
    rows.map((row) => row.videoId),
    rows.map((row) => row.day),
    rows.map((row) => row.source),
    rows.map((row) => row.impressions),
    rows.map((row) => row.views),
  ]);
}

function sourceOf(surface: string, from: string): string {
  if (surface === 'feed') return from === '' ? 'other' : from;
  return surface === 'following' || surface === 'lock' ? surface : 'link';
}

/** Before everything is counted anew from the journal, which is kept longer than these rows. */
export async function clearSources(tx: Tx): Promise<void> {
  await tx.query({ name: 'videos.clear_sources', text: 'DELETE FROM video_sources' });
}

/** @returns how many rows were too old. */
export async function expireSources(database: Database, nowMs: number): Promise<number> {
  const gone = await database.query(
    {
      name: 'videos.expire_sources',
      text: `DELETE FROM video_sources WHERE (video_id, day, source) IN
        (SELECT video_id, day, source FROM video_sources WHERE day < $1 LIMIT $2) RETURNING day`,
    },
    [Math.floor(nowMs / DAY_MS) - KEEP_DAYS, SWEEP_MAX],
  );
  return gone.length;
}

/** @returns what a creator may know of a clip's last days. Cost: one query. */
export async function sourcesOf(
  queries: Queries,
  videoId: string,
  days: number,
  nowMs: number,
): Promise<ClipSources> {
  const today = Math.floor(nowMs / DAY_MS);
  const rows = await queries.query<Row>(READ, [videoId, today - days, today]);
  return told(rows, today - days + 1, days);
}

// A day of a source is told from the floor on. Smaller days of a source are told together, smaller sources together, and what
// is small even then is not told.
function told(rows: readonly Row[], firstDay: number, days: number): ClipSources {
  const sources: ClipSource[] = [];
  const other = { impressions: 0, views: 0 };
  for (const [source, ofSource] of Map.groupBy(rows, (row) => row.source)) {
    const line: ClipSource = {
      ...{ source, impressions: 0, views: 0 },
      byDay: Array.from({ length: days }, () => 0),
    };
    const rest = { impressions: 0, views: 0 };
    for (const { day, impressions, views } of ofSource) {
      const isLarge = impressions >= SOURCES_FLOOR;
      if (isLarge) line.byDay[day - firstDay] = impressions;
      add(isLarge ? line : rest, { impressions, views });
    }
    add(rest.impressions >= SOURCES_FLOOR ? line : other, rest);
    if (line.impressions > 0) sources.push(line);
  }
  if (other.impressions >= SOURCES_FLOOR)
    sources.push({ source: 'other', ...other, byDay: Array.from({ length: days }, () => 0) });
  return {
    firstDayMs: firstDay * DAY_MS,
    sources: sources.toSorted((a, b) => b.impressions - a.impressions),
    floor: SOURCES_FLOOR,
  };
}

function add(
  to: { impressions: number; views: number },
  more: { impressions: number; views: number },
): void {
  to.impressions += more.impressions;
  to.views += more.views;
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
