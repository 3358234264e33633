// Counts views by clip and hour, from the journal: the same journal gives the same counts, and each event counts once.
// A person counts once a clip and day, and never for their own clip.

import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { DAY_MS, HOUR_MS, type Clock } from '@jhalak/kernel';
import type {
  Database,
  DurableConsumer,
  Journal,
  JournalBatch,
  Keys,
  Queries,
  Tx,
} from '@jhalak/ports';
import type { ClipFacts } from './clip-facts.ts';
import { isRegular, watched, type History } from './history.ts';
import { forgottenIn, viewsOf, type View } from './views.ts';

/** Two windows of seven days, and the running day. */
const KEEP_DAYS = 15;
/** A mark is asked for on its own day; a day more for batches that are late. */
const MARK_DAYS = 2;
/** Who watched nothing for so long begins anew. */
const HISTORY_DAYS = 30;
/** One sweep deletes at most so many rows of a table; it comes back. */
const SWEEP_MAX = 20_000;
/** 48 bits: of a million viewers of one clip and day a thousandth of a view is lost to equal marks. */
const MARK_BYTES = 6;
/** Everybody, wherever they are. */
export const EVERYWHERE = '';

const MARK = {
  name: 'search.trend_mark',
  text: `INSERT INTO search_trend_marks (video_id, day, mark)
    SELECT video_id, day, mark FROM unnest($1::uuid[], $2::int[], $3::bigint[]) AS m(video_id, day, mark) ORDER BY 1, 2, 3
    ON CONFLICT DO NOTHING RETURNING video_id, day, mark`,
};
const HISTORIES = {
  name: 'search.trend_histories',
  text: 'SELECT person_id, since_ms, creators FROM search_trend_viewers WHERE person_id = ANY($1::uuid[])',
};
const WRITE_HISTORIES = {
  name: 'search.trend_write_histories',
  text: `INSERT INTO search_trend_viewers (person_id, since_ms, creators, seen_ms)
    SELECT person_id, since_ms, creators, seen_ms
    FROM unnest($1::uuid[], $2::bigint[], $3::int[], $4::bigint[]) AS v(person_id, since_ms, creators, seen_ms) ORDER BY 1
    ON CONFLICT (person_id) DO UPDATE SET creators = excluded.creators, seen_ms = excluded.seen_ms`,
};
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
  regular: number;
  other: number;
}

interface Counted extends View {
  creatorId: string;
  day: number;
  mark: number;
}

export class TrendCounter {
  readonly consumer: DurableConsumer;
  readonly #clock: Clock;
  readonly #clips: ClipFacts;
  readonly #secret: KeyObject;

  constructor({ clock, keys, clips }: { clock: Clock; keys: Keys; clips: ClipFacts }) {
    this.#clock = clock;
    this.#clips = clips;
    this.#secret = createSecretKey(keys.ownerSecret('search.trend_mark'));
    this.consumer = {
      name: 'search.trends',
      streams: ['attention.events', 'accounts.person'],
      personal: true,
      handle: async (tx, batch) => await this.#count(tx, batch),
      // What is deleted from the journal is older than any window.
      keep: () => Promise.resolve(),
    };
  }

  async #count(tx: Tx, { events }: JournalBatch): Promise<void> {
    const views = await this.#countable(viewsOf(events));
    if (views.length > 0) {
      const fresh = await newIn(tx, views);
      const histories = await historiesOf(tx, fresh);
      await add(tx, hourRows(fresh, histories));
      await writeHistories(tx, fresh, histories);
    }
    const gone = forgottenIn(events);
    if (gone.length > 0) await forget(tx, gone);
  }

  /** Of clips that exist and are not the viewer's own, as far back as anything is kept. */
  async #countable(views: readonly View[]): Promise<Counted[]> {
    // Counted anew, a history begins where it would have begun.
    const keptFromMs = this.#clock.nowMs() - (KEEP_DAYS + HISTORY_DAYS) * DAY_MS;
    const recent = views.filter(({ atMs }) => atMs >= keptFromMs);
    if (recent.length === 0) return [];
    const facts = await this.#clips.of(recent.map(({ videoId }) => videoId));
    return recent.flatMap((view) => {
      const creatorId = facts.get(view.videoId)?.creatorId;
      if (creatorId === undefined || creatorId === view.personId) return [];
      const day = Math.floor(view.atMs / DAY_MS);
      return [{ ...view, creatorId, day, mark: this.#markOf(view, day) }];
    });
  }

  #markOf({ personId, videoId }: View, day: number): number {
    return createHmac('sha256', this.#secret)
      .update(`${day} ${videoId} ${personId}`)
      .digest()
      .readUIntBE(0, MARK_BYTES);
  }
}

/** @returns the views by people who did not count for the clip on that day yet. */
async function newIn(tx: Tx, views: readonly Counted[]): Promise<Counted[]> {
  const keyOf = (videoId: string, day: number, mark: number): string => `${videoId} ${day} ${mark}`;
  const distinct = new Map<string, Counted>();
  for (const view of views) {
    const key = keyOf(view.videoId, view.day, view.mark);
    if (!distinct.has(key)) distinct.set(key, view);
  }
  const rows = [...distinct.values()];
  const marked = await tx.query<{ video_id: string; day: number; mark: number }>(MARK, [
    rows.map(({ videoId }) => videoId),
    rows.map(({ day }) => day),
    rows.map(({ mark }) => mark),
  ]);
  const fresh = new Set(marked.map((row) => keyOf(row.video_id, row.day, row.mark)));
  return rows.filter(({ videoId, day, mark }) => fresh.has(keyOf(videoId, day, mark)));
}

async function historiesOf(
  queries: Queries,
  views: readonly Counted[],
): Promise<Map<string, History>> {
  const people = [...new Set(views.filter(({ learn }) => learn).map(({ personId }) => personId))];
  if (people.length === 0) return new Map();
  const rows = await queries.query<{ person_id: string; since_ms: number; creators: number }>(
    HISTORIES,
    [people],
  );
  return new Map(
    rows.map((row) => [row.person_id, { sinceMs: row.since_ms, creators: row.creators }]),
  );
}

/** Adds each view to its hour, and to its viewer's history where one may be kept. */
function hourRows(views: readonly Counted[], histories: Map<string, History>): HourRow[] {
  const rows = new Map<string, HourRow>();
  for (const { personId, videoId, creatorId, atMs, learn } of views) {
    const hour = Math.floor(atMs / HOUR_MS);
    const key = `${videoId} ${hour}`;
    const row = rows.get(key) ?? { videoId, hour, regular: 0, other: 0 };
    rows.set(key, row);
    // Of children and of people who let nothing be learned nothing is kept: they count as newcomers do.
    const history = learn ? histories.get(personId) : undefined;
    if (isRegular(history, atMs)) row.regular += 1;
    else row.other += 1;
    if (learn) histories.set(personId, watched(history, creatorId, atMs));
  }
  return [...rows.values()];
}

async function add(tx: Tx, rows: readonly HourRow[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(ADD, [
    rows.map(({ videoId }) => videoId),
    rows.map(({ hour }) => hour),
    rows.map(() => EVERYWHERE),
    rows.map(({ regular }) => regular),
    rows.map(({ other }) => other),
  ]);
}

async function writeHistories(
  tx: Tx,
  views: readonly Counted[],
  histories: ReadonlyMap<string, History>,
): Promise<void> {
  const seen = new Map<string, number>();
  for (const { personId, atMs, learn } of views) if (learn) seen.set(personId, atMs);
  const rows = [...seen].flatMap(([personId, seenMs]) => {
    const history = histories.get(personId);
    return history === undefined ? [] : [{ personId, seenMs, ...history }];
  });
  if (rows.length === 0) return;
  await tx.query(WRITE_HISTORIES, [
    rows.map(({ personId }) => personId),
    rows.map(({ sinceMs }) => sinceMs),
    rows.map(({ creators }) => creators),
    rows.map(({ seenMs }) => seenMs),
  ]);
}

async function forget(tx: Tx, people: readonly string[]): Promise<void> {
  await tx.query(
    {
      name: 'search.trend_forget',
      text: 'DELETE FROM search_trend_viewers WHERE person_id = ANY($1::uuid[])',
    },
    [people],
  );
}

/** Deletes what no window asks for any more. @returns how many rows. */
export async function expireTrends(database: Database, nowMs: number): Promise<number> {
  const today = Math.floor(nowMs / DAY_MS);
  const gone = await Promise.all([
    database.query(
      {
        name: 'search.trend_expire_hours',
        text: `DELETE FROM search_trend_hours WHERE (video_id, hour, place) IN
          (SELECT video_id, hour, place FROM search_trend_hours WHERE hour < $1 LIMIT $2) RETURNING hour`,
      },
      [(today - KEEP_DAYS) * 24, SWEEP_MAX],
    ),
    database.query(
      {
        name: 'search.trend_expire_marks',
        // By what was counted last, not by the clock alone: who is counted late, or anew, is still counted once.
        text: `DELETE FROM search_trend_marks WHERE (video_id, day, mark) IN
          (SELECT video_id, day, mark FROM search_trend_marks
            WHERE day < least($1::int, (SELECT max(hour) / 24 FROM search_trend_hours) - $3::int) LIMIT $2) RETURNING day`,
      },
      [today - MARK_DAYS + 1, SWEEP_MAX, MARK_DAYS - 1],
    ),
    database.query(
      {
        name: 'search.trend_expire_viewers',
        text: `DELETE FROM search_trend_viewers WHERE person_id IN
          (SELECT person_id FROM search_trend_viewers WHERE seen_ms < $1 LIMIT $2) RETURNING person_id`,
      },
      [nowMs - HISTORY_DAYS * DAY_MS, SWEEP_MAX],
    ),
  ]);
  return gone.reduce((sum, rows) => sum + rows.length, 0);
}

/** Counts everything anew from the journal that is kept. The counts are whole again when the consumer has caught up. */
export async function rebuildTrends(
  database: Database,
  journal: Journal,
  consumer: DurableConsumer,
): Promise<void> {
  await database.transaction(async (tx) => {
    await journal.rewind(tx, consumer);
    for (const table of ['hours', 'marks', 'viewers'])
      await tx.query({
        name: `search.trend_clear_${table}`,
        text: `DELETE FROM search_trend_${table}`,
      });
  });
}
