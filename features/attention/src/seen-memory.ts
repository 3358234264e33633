// What a viewer has seen, on whatever surface: the newest items exactly, older ones in a sketch. In memory for active
// viewers, in the database for all. Both are bounded a viewer.

import { DAY_MS, type Clock } from '@jhalak/kernel';
import type { Database, Tx } from '@jhalak/ports';
import { LRUCache } from 'lru-cache';
import { SeenSketch } from './seen-sketch.ts';

/** Known exactly, a viewer. */
export const EXACT_MAX = 500;
/** So many more are let in before they are put into the sketch together: folding each alone would cost a commit each. */
const FOLD_SLACK = 150;
/** A clip may come again after half a year. */
export const SEEN_KEEP_MS = 180 * DAY_MS;
/** Items of all viewers in memory, at some 110 bytes: 440 MB. */
const ITEMS_MAX = 4_000_000;
const BYTES_PER_ITEM = 110;
const VIEWER_AGE_MS = 3_600_000;
/** Viewers whose older items are being put away; more are put away when they are next loaded. */
const FOLDS_MAX = 64;

const LOAD = {
  name: 'attention.load_seen',
  short: true,
  text: 'SELECT video_id, seen_at_ms FROM attention_seen WHERE person_id = $1 ORDER BY seen_at_ms DESC LIMIT $2',
};
const LOAD_SKETCH = {
  name: 'attention.load_sketch',
  short: true,
  text: 'SELECT sketch FROM attention_seen_sketch WHERE person_id = $1',
};

/**
 * Item to the time of its last impression. `get` and `has` also answer for older items, from the sketch: then with the time
 * by which they were seen, and wrongly for under 1 % of what was never seen. `size` and listing are of the exact ones.
 */
export class ViewerSeen extends Map<string, number> {
  sketch: SeenSketch | undefined;

  override get(itemId: string): number | undefined {
    return super.get(itemId) ?? this.sketch?.seenAtMs(itemId);
  }

  override has(itemId: string): boolean {
    return this.get(itemId) !== undefined;
  }

  /** Items remembered, in whatever way. */
  get total(): number {
    return this.size + (this.sketch?.size ?? 0);
  }

  /** Memory, in items. */
  get cost(): number {
    return 1 + this.size + Math.ceil((this.sketch?.byteCount ?? 0) / BYTES_PER_ITEM);
  }
}

export class SeenMemory {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #viewers: LRUCache<string, Promise<ViewerSeen>>;
  readonly #folding = new Map<string, Promise<void>>();

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
    this.#viewers = new LRUCache({
      maxSize: ITEMS_MAX,
      sizeCalculation: () => 1,
      ttl: VIEWER_AGE_MS,
      // The first answer must not be zero: lru-cache reads zero as "no time yet".
      perf: { now: () => Math.max(1, clock.nowMs()) },
    });
  }

  /** @returns live: later impressions of this process appear in it. */
  async of(personId: string): Promise<ViewerSeen> {
    const known = this.#viewers.get(personId);
    if (known !== undefined) return await known;
    const loading = this.#read(personId);
    this.#viewers.set(personId, loading);
    try {
      const seen = await loading;
      // Only now it is known how large it is; forgotten or replaced meanwhile, it is not put back.
      if (this.#viewers.peek(personId) === loading)
        this.#viewers.set(personId, loading, { size: seen.cost });
      return seen;
    } catch (error) {
      if (this.#viewers.peek(personId) === loading) this.#viewers.delete(personId);
      throw error;
    }
  }

  async #read(personId: string): Promise<ViewerSeen> {
    // Whoever wrote more elsewhere, or before there were sketches, has them put away first.
    let rows = await this.#newest(personId);
    if (rows.length > EXACT_MAX + FOLD_SLACK) {
      await this.#fold(personId);
      rows = await this.#newest(personId);
    }
    const seen = new ViewerSeen(rows.map((row) => [row.video_id, row.seen_at_ms]));
    // A viewer of a few hundred items has no sketch: no question is asked for it.
    if (rows.length >= EXACT_MAX) {
      const [row] = await this.#database.query<{ sketch: Buffer }>(LOAD_SKETCH, [personId]);
      seen.sketch = SeenSketch.from(row?.sketch, this.#clock.nowMs() - SEEN_KEEP_MS);
    }
    return seen;
  }

  async #newest(personId: string): Promise<{ video_id: string; seen_at_ms: number }[]> {
    return await this.#database.query(LOAD, [personId, EXACT_MAX + FOLD_SLACK + 1]);
  }

  /** Adds what was just written to the table. */
  async note(personId: string, itemId: string, atMs: number): Promise<void> {
    const known = this.#viewers.peek(personId);
    if (known === undefined) return;
    const seen = await known;
    seen.set(itemId, atMs);
    if (seen.size > EXACT_MAX + FOLD_SLACK) this.#foldLater(personId, seen);
  }

  #foldLater(personId: string, seen: ViewerSeen): void {
    if (this.#folding.has(personId) || this.#folding.size >= FOLDS_MAX) return;
    const folding = this.#fold(personId)
      .then(({ sketch, folded }) => {
        if (folded.length > 0) seen.sketch = sketch;
        for (const { video_id, seen_at_ms } of folded)
          if (Map.prototype.get.call(seen, video_id) === seen_at_ms) seen.delete(video_id);
      })
      .catch(() => {
        // It was not put away, so nothing is lost: the next impression tries again, or the next load, which says so.
      })
      .finally(() => this.#folding.delete(personId));
    this.#folding.set(personId, folding);
  }

  /** Waits until what is being put away is. */
  async settled(): Promise<void> {
    await Promise.all(this.#folding.values());
  }

  // Moves all but the newest into the sketch, in one transaction: an item is always in one of both.
  async #fold(personId: string): Promise<{
    sketch: SeenSketch;
    folded: { video_id: string; seen_at_ms: number }[];
  }> {
    return await this.#database.transaction(async (tx) => {
      const folded = await tx.query<{ video_id: string; seen_at_ms: number }>(
        {
          name: 'attention.fold_seen',
          text: `DELETE FROM attention_seen WHERE person_id = $1 AND seen_at_ms < (
              SELECT seen_at_ms FROM attention_seen WHERE person_id = $1 ORDER BY seen_at_ms DESC OFFSET $2 LIMIT 1)
            RETURNING video_id, seen_at_ms`,
        },
        [personId, EXACT_MAX - 1],
      );
      // Of somebody erased a moment ago nothing is there to put away, and no row may come of it.
      if (folded.length === 0) return { sketch: new SeenSketch(), folded };
      const sketch = await this.#lockedSketch(tx, personId);
      for (const row of folded.toSorted((a, b) => a.seen_at_ms - b.seen_at_ms))
        sketch.add(row.video_id, row.seen_at_ms);
      await tx.query(
        {
          name: 'attention.write_sketch',
          text: 'UPDATE attention_seen_sketch SET sketch = $2, newest_ms = $3 WHERE person_id = $1',
        },
        [personId, sketch.bytes(), sketch.newestMs],
      );
      return { sketch, folded };
    });
  }

  // Two processes that put away the same viewer's items wait for each other.
  async #lockedSketch(tx: Tx, personId: string): Promise<SeenSketch> {
    await tx.query(
      {
        name: 'attention.make_sketch',
        text: `INSERT INTO attention_seen_sketch (person_id, sketch, newest_ms) VALUES ($1, '', 0) ON CONFLICT DO NOTHING`,
      },
      [personId],
    );
    const [row] = await tx.query<{ sketch: Buffer }>(
      {
        name: 'attention.lock_sketch',
        text: 'SELECT sketch FROM attention_seen_sketch WHERE person_id = $1 FOR UPDATE',
      },
      [personId],
    );
    return SeenSketch.from(row?.sketch, this.#clock.nowMs() - SEEN_KEEP_MS);
  }

  forget(personId: string): void {
    this.#viewers.delete(personId);
  }
}

/** Deletes sketches of which everything is forgotten. @returns how many. */
export async function expireSketches(
  database: Database,
  nowMs: number,
  limit: number,
): Promise<number> {
  const gone = await database.query(
    {
      name: 'attention.expire_sketches',
      text: `DELETE FROM attention_seen_sketch WHERE person_id IN
        (SELECT person_id FROM attention_seen_sketch WHERE newest_ms < $1 LIMIT $2) RETURNING newest_ms`,
    },
    [nowMs - SEEN_KEEP_MS, limit],
  );
  return gone.length;
}
