// What a viewer has seen, in memory for active viewers, in a table for all. Shared by every surface.

import type { Clock } from '@jhalak/kernel';
import type { Database } from '@jhalak/ports';
import { LRUCache } from 'lru-cache';

/** The newest this many are loaded for a viewer; older ones may come again, which is no harm. */
const SEEN_LOAD_MAX = 5_000;
/** Viewers held in memory; at some 200 seen clips each about 300 MB at most. */
const VIEWERS_MAX = 20_000;
const VIEWER_AGE_MS = 3_600_000;

const LOAD = {
  name: 'attention.load_seen',
  short: true,
  text: 'SELECT video_id, seen_at_ms FROM attention_seen WHERE person_id = $1 ORDER BY seen_at_ms DESC LIMIT $2',
};

export class SeenMemory {
  readonly #database: Database;
  readonly #viewers: LRUCache<string, Promise<Map<string, number>>>;

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#viewers = new LRUCache({
      max: VIEWERS_MAX,
      ttl: VIEWER_AGE_MS,
      // The first answer must not be zero: lru-cache reads zero as "no time yet".
      perf: { now: () => Math.max(1, clock.nowMs()) },
    });
  }

  /** @returns video id to the time of the last impression. Live: later impressions of this process appear in it. */
  async of(personId: string): Promise<ReadonlyMap<string, number>> {
    return await this.#load(personId);
  }

  async #load(personId: string): Promise<Map<string, number>> {
    const known = this.#viewers.get(personId);
    if (known !== undefined) return await known;
    const loading = this.#read(personId);
    this.#viewers.set(personId, loading);
    loading.catch(() => this.#viewers.delete(personId));
    return await loading;
  }

  async #read(personId: string): Promise<Map<string, number>> {
    const rows = await this.#database.query<{ video_id: string; seen_at_ms: number }>(LOAD, [
      personId,
      SEEN_LOAD_MAX,
    ]);
    return new Map(rows.map((row) => [row.video_id, row.seen_at_ms]));
  }

  /** Adds what was just written to the table. */
  async note(personId: string, videoId: string, atMs: number): Promise<void> {
    const known = this.#viewers.get(personId);
    if (known !== undefined) (await known).set(videoId, atMs);
  }

  forget(personId: string): void {
    this.#viewers.delete(personId);
  }
}
