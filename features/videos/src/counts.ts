// Views, likes and comments: projected from the journal by the worker, read with a short memory by the api.

import type { Clock } from '@jhalak/kernel';
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
  text: 'SELECT video_id, views, likes, comments FROM video_counts WHERE video_id = ANY($1::uuid[])',
};
// Only videos that exist are counted: an event of a purged one changes nothing.
const ADD = {
  name: 'videos.add_counts',
  text: `UPDATE video_counts SET views = video_counts.views + d.views, likes = video_counts.likes + d.likes,
      comments = video_counts.comments + d.comments
    FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::bigint[]) AS d(video_id, views, likes, comments)
    WHERE video_counts.video_id = d.video_id`,
};

// Of events that are deleted now: what counts begin from when they are computed again.
const ADD_TO_BASE = {
  name: 'videos.add_base',
  text: `UPDATE video_counts SET base_views = base_views + d.views, base_likes = base_likes + d.likes,
      base_comments = base_comments + d.comments
    FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::bigint[]) AS d(video_id, views, likes, comments)
    WHERE video_counts.video_id = d.video_id`,
};

export class VideoCounts {
  readonly consumer: DurableConsumer = {
    name: CONSUMER,
    streams: ['attention.events', 'social.like', 'comments.comment'],
    personal: true,
    handle: async (tx, batch) => {
      await addBatch(tx, ADD, batch);
      await addSources(tx, batch);
    },
    keep: (tx, batch) => addBatch(tx, ADD_TO_BASE, batch),
  };
  readonly #database: Database;
  readonly #journal: Journal;
  readonly #clock: Clock;
  readonly #cache = new LRUCache<string, { counts: Counts; readAtMs: number }>({
    max: COUNTS_CACHE_MAX,
  });
  /** Shown lately with a count that is due to be read again. */
  readonly #due = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #forgotten = 0;

  constructor(database: Database, journal: Journal, clock: Clock) {
    this.#database = database;
    this.#journal = journal;
    this.#clock = clock;
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
    const rows = await this.#database.query<Counts & { video_id: string }>(READ, [ids]);
    // What was read before everything was forgotten is old.
    if (forgotten !== this.#forgotten) return;
    for (const { video_id: id, ...counts } of rows)
      this.#cache.set(id, { counts, readAtMs: nowMs });
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
        text: 'UPDATE video_counts SET views = base_views, likes = base_likes, comments = base_comments',
      });
      await clearSources(tx);
    });
    this.forget();
  }
}

async function addBatch(tx: Tx, to: Statement, batch: JournalBatch): Promise<void> {
  const changes = new Map<string, Counts>();
  const change = (videoId: string): Counts => {
    const known = changes.get(videoId) ?? { ...ZERO };
    changes.set(videoId, known);
    return known;
  };
  for (const event of batch.events) {
    if (event.stream === 'social.like') {
      change(textOf(event.facts['videoId'])).likes += event.type === 'liked' ? 1 : -1;
    } else if (event.stream === 'comments.comment') {
      // Comments say themselves by how much those that are shown became more or fewer.
      change(textOf(event.facts['videoId'])).comments += Number(event.facts['count']);
    } else {
      for (const videoId of viewedVideos(event.personal)) change(videoId).views += 1;
    }
  }
  if (changes.size === 0) return;
  // Sorted, so that two workers lock rows in one order.
  const sorted = [...changes.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1));
  await tx.query(to, [
    sorted.map(([id]) => id),
    sorted.map(([, counts]) => counts.views),
    sorted.map(([, counts]) => counts.likes),
    sorted.map(([, counts]) => counts.comments),
  ]);
}

// attention marks the first event of a slot that counts as a view with type `view`.
function viewedVideos(personal: JsonObject | undefined): string[] {
  const events = personal?.['events'];
  if (!Array.isArray(events)) return [];
  return events.flatMap((event) => {
    if (event === null || typeof event !== 'object' || Array.isArray(event)) return [];
    return event['type'] === 'view' ? [textOf(event['video'])] : [];
  });
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
