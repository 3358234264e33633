// Says how each view stands, in the transaction that writes it: the standing is in the journal with the view, so that whoever
// counts only adds, and counting anew gives the same. What is kept of people for it is little, and goes with them.

import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { HOUSE_REGULARS, type Standing } from '@jhalak/contracts/counting';
import { atMostEntries, DAY_MS, MINUTE_MS, type Clock } from '@jhalak/kernel';
import type { Database, Keys, Queries, Tx } from '@jhalak/ports';
import { LRUCache } from 'lru-cache';
import { isRegular, watched, type History } from './history.ts';

/** Somebody watched a clip long enough, once a showing. */
export interface View {
  personId: string;
  videoId: string;
  /** Whether something may be kept of the viewer for it. */
  learn: boolean;
}

/** Marks are asked for on their own day; a day more for processes whose clocks differ. */
const MARK_DAYS = 2;
/** Who watched nothing for so long begins anew. */
const HISTORY_DAYS = 30;
/** One sweep deletes at most so many rows of a table; it comes back. */
const SWEEP_MAX = 20_000;
/** 48 bits: of a million viewers of one clip and day a thousandth of a view is lost to equal marks. */
const MARK_BYTES = 6;
/** A clip's maker never changes. Some 15 MB. */
const MAKERS_MAX = 100_000;
/** Who has a history keeps it for a month; asked again after this. */
const REGULARS_MAX = 100_000;
const REGULAR_AGE_MS = 10 * MINUTE_MS;
/** A young house is looked at again after this. */
const YOUNG_AGE_MS = MINUTE_MS;

const MAKERS = {
  name: 'videos.makers',
  text: 'SELECT video_id, person_id FROM videos WHERE video_id = ANY($1::uuid[])',
};
const MARK = {
  name: 'videos.mark_views',
  text: `INSERT INTO video_view_marks (video_id, day, mark)
    SELECT video_id, $2, mark FROM unnest($1::uuid[], $3::bigint[]) AS m(video_id, mark) ORDER BY 1, 3
    ON CONFLICT DO NOTHING RETURNING video_id, mark`,
};
const HISTORIES = {
  name: 'videos.histories',
  text: 'SELECT person_id, since_ms, creators FROM video_viewers WHERE person_id = ANY($1::uuid[])',
};
const WRITE_HISTORIES = {
  name: 'videos.write_histories',
  text: `INSERT INTO video_viewers (person_id, since_ms, creators, seen_ms)
    SELECT person_id, since_ms, creators, $4
    FROM unnest($1::uuid[], $2::bigint[], $3::int[]) AS v(person_id, since_ms, creators) ORDER BY 1
    ON CONFLICT (person_id) DO UPDATE SET creators = video_viewers.creators | excluded.creators,
      seen_ms = greatest(video_viewers.seen_ms, excluded.seen_ms)`,
};
/** Of a day-old history: as `isRegular` has it. The index `video_viewers_regular` has the same number. */
const CREATORS_AFTER_A_DAY = 3;
const REGULARS = {
  name: 'videos.house_regulars',
  text: `SELECT count(*)::int AS count FROM (SELECT 1 FROM video_viewers
    WHERE since_ms <= $1 AND bit_count(creators::bit(32)) >= ${CREATORS_AFTER_A_DAY} LIMIT $2) AS r`,
};

export class ViewJudge {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #secret: KeyObject;
  readonly #makers = new LRUCache<string, string>(atMostEntries(MAKERS_MAX));
  readonly #regulars = new LRUCache<string, true>({
    ...atMostEntries(REGULARS_MAX),
    ttl: REGULAR_AGE_MS,
  });
  #young = { is: true, askedAtMs: Number.NEGATIVE_INFINITY };

  constructor({ database, clock, keys }: { database: Database; clock: Clock; keys: Keys }) {
    this.#database = database;
    this.#clock = clock;
    this.#secret = createSecretKey(keys.ownerSecret('videos.view_mark'));
  }

  /**
   * @param tx in which the views are written.
   * @returns how each stands, in their order; of clips that do not exist `repeat`. Cost: three statements for all of them.
   */
  async judge(tx: Tx, views: readonly View[]): Promise<Standing[]> {
    if (views.length === 0) return [];
    const nowMs = this.#clock.nowMs();
    const isYoung = await this.#isYoung(tx);
    const makers = await this.#makersOf(tx, views);
    const standings = views.map(({ personId, videoId }): Standing =>
      makers.get(videoId) === personId ? 'own' : 'repeat',
    );
    const others = views.flatMap((view, index) => {
      const creatorId = makers.get(view.videoId);
      if (creatorId === undefined || creatorId === view.personId) return [];
      return [{ ...view, index, creatorId }];
    });
    const fresh = await this.#firstToday(tx, others, nowMs);
    const histories = await historiesOf(tx, fresh);
    for (const { index, personId, creatorId, learn } of fresh) {
      // Of children and of people who let nothing be learned nothing is kept: they count as newcomers do.
      const history = learn ? histories.get(personId) : undefined;
      standings[index] = isYoung || isRegular(history, nowMs) ? 'full' : 'newcomer';
      if (learn) histories.set(personId, watched(history, creatorId, nowMs));
    }
    await writeHistories(tx, histories, nowMs);
    return standings;
  }

  /** @returns whether what a person does counts in full: likes, follows. Cost: one point read, mostly remembered. */
  async inFull(queries: Queries, personId: string): Promise<boolean> {
    if (this.#regulars.has(personId) || (await this.#isYoung(queries))) return true;
    const rows = await queries.query<HistoryRow>(HISTORIES, [[personId]]);
    const is = isRegular(rows.map(fromRow)[0], this.#clock.nowMs());
    if (is) this.#regulars.set(personId, true);
    return is;
  }

  /** Takes what is kept of people out: erased, or no longer letting anything be learned. */
  async forget(tx: Tx, people: readonly string[]): Promise<void> {
    for (const personId of people) this.#regulars.delete(personId);
    const text = 'DELETE FROM video_viewers WHERE person_id = ANY($1::uuid[])';
    await tx.query({ name: 'videos.forget_viewers', text }, [people]);
  }

  /** Deletes marks and histories that nobody asks for any more. @returns how many. */
  async expire(): Promise<number> {
    const nowMs = this.#clock.nowMs();
    const marks = await this.#database.query(
      {
        name: 'videos.expire_view_marks',
        text: `DELETE FROM video_view_marks WHERE (video_id, day, mark) IN
          (SELECT video_id, day, mark FROM video_view_marks WHERE day < $1 LIMIT $2) RETURNING day`,
      },
      [Math.floor(nowMs / DAY_MS) - MARK_DAYS + 1, SWEEP_MAX],
    );
    const viewers = await this.#database.query(
      {
        name: 'videos.expire_viewers',
        text: `DELETE FROM video_viewers WHERE person_id IN
          (SELECT person_id FROM video_viewers WHERE seen_ms < $1 LIMIT $2) RETURNING person_id`,
      },
      [nowMs - HISTORY_DAYS * DAY_MS, SWEEP_MAX],
    );
    return marks.length + viewers.length;
  }

  // A house that has grown up stays so while this process lives.
  async #isYoung(queries: Queries): Promise<boolean> {
    const nowMs = this.#clock.nowMs();
    if (!this.#young.is || Math.abs(nowMs - this.#young.askedAtMs) < YOUNG_AGE_MS)
      return this.#young.is;
    const values = [nowMs - DAY_MS, HOUSE_REGULARS];
    const [row] = await queries.query<{ count: number }>(REGULARS, values);
    this.#young = { is: (row?.count ?? 0) < HOUSE_REGULARS, askedAtMs: nowMs };
    return this.#young.is;
  }

  async #makersOf(tx: Tx, views: readonly View[]): Promise<Map<string, string>> {
    const ids = [...new Set(views.map(({ videoId }) => videoId))];
    const missing = ids.filter((id) => !this.#makers.has(id));
    if (missing.length > 0) {
      const rows = await tx.query<{ video_id: string; person_id: string }>(MAKERS, [missing]);
      for (const row of rows) this.#makers.set(row.video_id, row.person_id);
    }
    return new Map(
      ids.flatMap((id) => {
        const maker = this.#makers.get(id);
        return maker === undefined ? [] : [[id, maker] as const];
      }),
    );
  }

  async #firstToday<One extends View>(
    tx: Tx,
    views: readonly One[],
    nowMs: number,
  ): Promise<One[]> {
    const day = Math.floor(nowMs / DAY_MS);
    const distinct = new Map<string, { view: One; mark: number }>();
    for (const view of views) {
      const mark = this.#markOf(view, day);
      const key = `${view.videoId} ${mark}`;
      if (!distinct.has(key)) distinct.set(key, { view, mark });
    }
    if (distinct.size === 0) return [];
    const rows = [...distinct.values()];
    const marked = await tx.query<{ video_id: string; mark: number }>(MARK, [
      rows.map(({ view }) => view.videoId),
      day,
      rows.map(({ mark }) => mark),
    ]);
    const fresh = new Set(marked.map((row) => `${row.video_id} ${row.mark}`));
    return [...distinct].flatMap(([key, { view }]) => (fresh.has(key) ? [view] : []));
  }

  #markOf({ personId, videoId }: View, day: number): number {
    return createHmac('sha256', this.#secret)
      .update(`${day} ${videoId} ${personId}`)
      .digest()
      .readUIntBE(0, MARK_BYTES);
  }
}

interface HistoryRow {
  person_id: string;
  since_ms: number;
  creators: number;
}

function fromRow({ since_ms: sinceMs, creators }: HistoryRow): History {
  return { sinceMs, creators };
}

async function historiesOf(
  queries: Queries,
  views: readonly View[],
): Promise<Map<string, History>> {
  const people = [...new Set(views.filter(({ learn }) => learn).map(({ personId }) => personId))];
  if (people.length === 0) return new Map();
  const rows = await queries.query<HistoryRow>(HISTORIES, [people]);
  return new Map(rows.map((row) => [row.person_id, fromRow(row)]));
}

async function writeHistories(
  tx: Tx,
  histories: ReadonlyMap<string, History>,
  nowMs: number,
): Promise<void> {
  if (histories.size === 0) return;
  await tx.query(WRITE_HISTORIES, [
    [...histories.keys()],
    [...histories.values()].map(({ sinceMs }) => sinceMs),
    [...histories.values()].map(({ creators }) => creators),
    nowMs,
  ]);
}
