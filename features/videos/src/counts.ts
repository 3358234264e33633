// Views, likes and comments: sums over the journal, made by the worker, read with a short memory by the api. How far each
// view and like counts is written with it (counting/): here it is only added.

import {
  NOT_COUNTED_FLOOR,
  STANDINGS,
  toldCount,
  type ClipCounting,
  type Standing,
} from '@jhalak/contracts/counting';
import { atMostEntries, type Clock } from '@jhalak/kernel';
import type {
  Database,
  DurableConsumer,
  Journal,
  JournalBatch,
  Json,
  JsonObject,
  Statement,
  Tx,
} from '@jhalak/ports';
import { LRUCache } from 'lru-cache';
import { addSources, clearSources } from './clip-sources.ts';
import type { ViewJudge } from './counting/view-judge.ts';

export interface Counts {
  views: number;
  likes: number;
  comments: number;
}

/** A count that is older is read again, with others, while the page goes out with what is known. */
const COUNTS_AGE_MS = 1_000;
/** A page waits for a count that is older than this: of a clip that nobody was shown for as long. */
const COUNTS_AGE_MAX_MS = 300_000;
const COUNTS_CACHE_MAX = 100_000;
/** What was shown within this time is read by one statement: a query a page would cost more than the rest of its look-ups. */
const REFRESH_AFTER_MS = 100;
/** One statement reads at most this many; the others are asked for by the pages that show them next. */
const REFRESH_MAX = 2_000;
const ZERO: Counts = { views: 0, likes: 0, comments: 0 };
const CONSUMER = 'videos.counts';

const READ = {
  name: 'videos.counts',
  short: true,
  text: `SELECT video_id, views, newcomer_views AS "newcomerViews", likes, newcomer_likes AS "newcomerLikes", comments
    FROM video_counts WHERE video_id = ANY($1::uuid[])`,
};
const READ_ALL = {
  name: 'videos.counting',
  text: 'SELECT * FROM video_counts WHERE video_id = $1',
};
/** What is summed up of each clip; each column has a base. */
const COLUMNS = [
  'views',
  'newcomer_views',
  'own_views',
  'repeat_views',
  'likes',
  'newcomer_likes',
  'comments',
] as const;
type Column = (typeof COLUMNS)[number];
type Sums = Record<Column, number>;
const VIEW_COLUMNS: Readonly<Record<Standing, Column>> = {
  full: 'views',
  newcomer: 'newcomer_views',
  own: 'own_views',
  repeat: 'repeat_views',
};

// Only videos that exist are counted: an event of a purged one changes nothing.
function adding(name: string, base: '' | 'base_'): Statement {
  const sets = COLUMNS.map((column) => `${base}${column} = c.${base}${column} + d.${column}`);
  const types = COLUMNS.map((_column, index) => `$${index + 2}::bigint[]`);
  return {
    name,
    text: `UPDATE video_counts AS c SET ${sets.join(', ')}
      FROM unnest($1::uuid[], ${types.join(', ')}) AS d(video_id, ${COLUMNS.join(', ')})
      WHERE c.video_id = d.video_id`,
  };
}
const ADD = adding('videos.add_counts', '');
// Of events that are deleted now: what counts begin from when they are computed again.
const ADD_TO_BASE = adding('videos.add_base', 'base_');

export class VideoCounts {
  readonly consumer: DurableConsumer = {
    name: CONSUMER,
    streams: ['attention.events', 'social.like', 'comments.comment', 'accounts.person'],
    personal: true,
    handle: async (tx, batch) => {
      await addBatch(tx, ADD, batch);
      await addSources(tx, batch);
      const gone = forgottenIn(batch.events);
      if (gone.length > 0) await this.#judge.forget(tx, gone);
    },
    keep: (tx, batch) => addBatch(tx, ADD_TO_BASE, batch),
  };
  readonly #database: Database;
  readonly #journal: Journal;
  readonly #clock: Clock;
  readonly #judge: Pick<ViewJudge, 'forget'>;
  readonly #cache = new LRUCache<string, { counts: Counts; readAtMs: number }>({
    ...atMostEntries(COUNTS_CACHE_MAX),
  });
  /** Shown lately with a count that is due to be read again. */
  readonly #due = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #forgotten = 0;

  constructor(parts: {
    database: Database;
    journal: Journal;
    clock: Clock;
    judge: Pick<ViewJudge, 'forget'>;
  }) {
    this.#database = parts.database;
    this.#journal = parts.journal;
    this.#clock = parts.clock;
    this.#judge = parts.judge;
  }

  async of(ids: readonly string[]): Promise<Counts[]> {
    const nowMs = this.#clock.nowMs();
    const ageOf = (id: string): number => nowMs - (this.#cache.get(id)?.readAtMs ?? -Infinity);
    const stale = ids.filter((id) => !(ageOf(id) < COUNTS_AGE_MS));
    if (stale.some((id) => !(ageOf(id) < COUNTS_AGE_MAX_MS))) await this.#read(stale);
    else this.#readLater(stale);
    return ids.map((id) => this.#cache.get(id)?.counts ?? ZERO);
  }

  async #read(ids: readonly string[]): Promise<void> {
    const nowMs = this.#clock.nowMs();
    const forgotten = this.#forgotten;
    const rows = await this.#database.query<
      Counts & { video_id: string; newcomerViews: number; newcomerLikes: number }
    >(READ, [ids]);
    // What was read before everything was forgotten is old.
    if (forgotten !== this.#forgotten) return;
    for (const { video_id: id, views, newcomerViews, likes, newcomerLikes, comments } of rows) {
      const counts = {
        views: toldCount(views, newcomerViews),
        likes: toldCount(likes, newcomerLikes),
        comments,
      };
      this.#cache.set(id, { counts, readAtMs: nowMs });
    }
  }

  /** @returns how a clip's figures came about, as its creator may know it. Cost: one point read. */
  async counting(videoId: string): Promise<ClipCounting> {
    const [row] = await this.#database.query<Sums>(READ_ALL, [videoId]);
    const sums = row ?? emptySums();
    const views = toldCount(sums.views, sums.newcomer_views);
    const likes = toldCount(sums.likes, sums.newcomer_likes);
    return {
      views: {
        shown: views,
        held: fromFloor(sums.views + sums.newcomer_views - views),
        own: fromFloor(sums.own_views),
        repeats: fromFloor(sums.repeat_views),
      },
      likes: { shown: likes, held: fromFloor(sums.likes + sums.newcomer_likes - likes) },
      floor: NOT_COUNTED_FLOOR,
    };
  }

  #readLater(ids: readonly string[]): void {
    for (const id of ids) if (this.#due.size < REFRESH_MAX) this.#due.add(id);
    if (this.#due.size === 0 || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      const due = [...this.#due];
      this.#due.clear();
      // Nobody waits for it: the next page that shows them asks again.
      this.#read(due).catch(() => undefined);
    }, REFRESH_AFTER_MS).unref();
  }

  /** Forgets what was read, so that the next read is fresh. */
  forget(): void {
    this.#forgotten += 1;
    this.#cache.clear();
  }

  async rebuild(): Promise<void> {
    await this.#database.transaction(async (tx) => {
      await this.#journal.rewind(tx, this.consumer);
      await tx.query({
        name: 'videos.zero_counts',
        text: `UPDATE video_counts SET ${COLUMNS.map((column) => `${column} = base_${column}`).join(', ')}`,
      });
      await clearSources(tx);
    });
    this.forget();
  }
}

async function addBatch(tx: Tx, to: Statement, batch: JournalBatch): Promise<void> {
  const changes = new Map<string, Sums>();
  const add = (videoId: string, column: Column, more: number): void => {
    const sums = changes.get(videoId) ?? emptySums();
    changes.set(videoId, sums);
    sums[column] += more;
  };
  for (const { stream, type, facts, personal } of batch.events) {
    if (stream === 'social.like') {
      const column = facts['counts'] === 'newcomer' ? 'newcomer_likes' : 'likes';
      add(textOf(facts['videoId']), column, type === 'liked' ? 1 : -1);
    } else if (stream === 'comments.comment') {
      // Comments say themselves by how much those that are shown became more or fewer.
      add(textOf(facts['videoId']), 'comments', Number(facts['count']));
    } else if (stream === 'attention.events') {
      for (const { videoId, standing } of viewsIn(personal))
        add(videoId, VIEW_COLUMNS[standing], 1);
    }
  }
  if (changes.size === 0) return;
  // Sorted, so that two workers lock rows in one order.
  const sorted = [...changes.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1));
  await tx.query(to, [
    sorted.map(([id]) => id),
    ...COLUMNS.map((column) => sorted.map(([, sums]) => sums[column])),
  ]);
}

function emptySums(): Sums {
  return Object.fromEntries(COLUMNS.map((column) => [column, 0])) as Sums;
}

function fromFloor(count: number): number | null {
  return count >= NOT_COUNTED_FLOOR ? count : null;
}

/** @returns the views of one journal event, with how each counts. A replayed log is no audience. */
export function viewsIn(
  personal: JsonObject | undefined,
): { videoId: string; standing: Standing; event: JsonObject }[] {
  const events = personal?.['events'];
  if (!Array.isArray(events)) return [];
  return events.flatMap((event) => {
    if (event === null || typeof event !== 'object' || Array.isArray(event)) return [];
    // attention marks the first event of a slot that makes a view with type `view`.
    if (event['type'] !== 'view' || event['source'] === 'replay') return [];
    return [{ videoId: textOf(event['video']), standing: standingOf(event['counts']), event }];
  });
}

// Of before there were standings each counted.
function standingOf(value: Json | undefined): Standing {
  return STANDINGS.find((standing) => standing === value) ?? 'full';
}

/** @returns of whom nothing may be kept after a batch: erased, or no longer letting anything be learned. */
function forgottenIn(events: JournalBatch['events']): string[] {
  const gone = new Set<string>();
  for (const { stream, key, type, facts } of events) {
    if (stream !== 'accounts.person') continue;
    if (type === 'erased' || facts['personal'] === false) gone.add(key);
  }
  return [...gone];
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
