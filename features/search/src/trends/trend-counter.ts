// Adds up views by clip and hour, from the journal: the same journal gives the same sums, and each event counts once. How a
// view counts stands in it (videos' counting); one's own and a day's repetitions do not.

import { DAY_MS, HOUR_MS, type Clock } from '@jhalak/kernel';
import type { Database, DurableConsumer, Journal, JournalBatch, Tx } from '@jhalak/ports';
import { viewsIn } from '@jhalak/videos';

/** Two windows of seven days, and the running day. */
const KEEP_DAYS = 15;
/** One sweep deletes at most so many rows; it comes back. */
const SWEEP_MAX = 20_000;
/** Everybody, wherever they are. */
export const EVERYWHERE = '';

const ADD = {
  name: 'search.trend_add',
  text: `INSERT INTO search_trend_hours (video_id, hour, place, regular, other)
    SELECT video_id, hour, place, regular, other
    FROM unnest($1::uuid[], $2::int[], $3::text[], $4::int[], $5::int[]) AS h(video_id, hour, place, regular, other)
    ORDER BY 1, 2, 3
    ON CONFLICT (video_id, hour, place) DO UPDATE SET
      regular = search_trend_hours.regular + excluded.regular, other = search_trend_hours.other + excluded.other`,
};

interface HourRow {
  videoId: string;
  hour: number;
  place: string;
  regular: number;
  other: number;
}

/** @returns what adds each view to its hour. */
export function trendCounter(clock: Clock): DurableConsumer {
  return {
    name: 'search.trends',
    streams: ['attention.events'],
    personal: true,
    handle: async (tx, batch) => await add(tx, hourRows(batch, clock.nowMs() - KEEP_DAYS * DAY_MS)),
    // What is deleted from the journal is older than any window.
    keep: () => Promise.resolve(),
  };
}

function hourRows({ events }: JournalBatch, fromMs: number): HourRow[] {
  const rows = new Map<string, HourRow>();
  for (const { atMs, personal } of events) {
    // The journal's time: devices' clocks are wrong, and a recount must agree.
    if (atMs < fromMs) continue;
    const hour = Math.floor(atMs / HOUR_MS);
    for (const { videoId, standing, event } of viewsIn(personal)) {
      if (standing !== 'full' && standing !== 'newcomer') continue;
      const { place: home } = event;
      for (const place of typeof home === 'string' ? [EVERYWHERE, home] : [EVERYWHERE]) {
        const key = `${videoId} ${hour} ${place}`;
        const row = rows.get(key) ?? { videoId, hour, place, regular: 0, other: 0 };
        rows.set(key, row);
        if (standing === 'full') row.regular += 1;
        else row.other += 1;
      }
    }
  }
  return [...rows.values()];
}

async function add(tx: Tx, rows: readonly HourRow[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(ADD, [
    rows.map(({ videoId }) => videoId),
    rows.map(({ hour }) => hour),
    rows.map(({ place }) => place),
    rows.map(({ regular }) => regular),
    rows.map(({ other }) => other),
  ]);
}

/** Deletes what no window asks for any more. @returns how many rows. */
export async function expireTrends(database: Database, nowMs: number): Promise<number> {
  const gone = await database.query(
    {
      name: 'search.trend_expire_hours',
      text: `DELETE FROM search_trend_hours WHERE (video_id, hour, place) IN
        (SELECT video_id, hour, place FROM search_trend_hours WHERE hour < $1 LIMIT $2) RETURNING hour`,
    },
    [(Math.floor(nowMs / DAY_MS) - KEEP_DAYS) * 24, SWEEP_MAX],
  );
  return gone.length;
}

/** Counts everything anew from the journal that is kept. The counts are whole again when the consumer has caught up. */
export async function rebuildTrends(
  database: Database,
  journal: Journal,
  consumer: DurableConsumer,
): Promise<void> {
  await database.transaction(async (tx) => {
    await journal.rewind(tx, consumer);
    await tx.query({ name: 'search.trend_clear', text: 'DELETE FROM search_trend_hours' });
  });
}
