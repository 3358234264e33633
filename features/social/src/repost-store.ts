// Clips that people pass on to those who follow them.

import { DAY_MS, type Clock } from '@jhalak/kernel';
import type { Database, Journal } from '@jhalak/ports';
import { LRUCache } from 'lru-cache';
import type { TieMemory } from './ties.ts';

/** Of one person; more is a machine. */
export const REPOSTS_MAX = 5_000;
/** What was passed on longer ago is no news. */
const FRESH_MS = 14 * DAY_MS;
/** Whose reposts are looked for: those whom a person followed last. */
const PEOPLE_ASKED_MAX = 500;
/** More than a Following feed shows in a sitting. */
const REPOSTS_READ_MAX = 200;
/** Some 10 kB each where there are many: 100 MB, and most people have few. */
const VIEWERS_MAX = 10_000;
const AGE_MS = 60_000;

const PASSED_ON = {
  name: 'social.passed_on',
  short: true,
  text: `SELECT person_id, video_id FROM social_reposts WHERE person_id = ANY($1::uuid[]) AND since_ms > $2
    ORDER BY since_ms DESC LIMIT ${REPOSTS_READ_MAX}`,
};
const NOTHING: ReadonlyMap<string, string> = new Map();

export interface RepostParts {
  database: Database;
  journal: Journal;
  clock: Clock;
  ties: TieMemory;
}

export class RepostStore {
  readonly #parts: RepostParts;
  /** What reaches one person: clip to who passed it on last. */
  readonly #reaching = new LRUCache<string, Promise<ReadonlyMap<string, string>>>({
    max: VIEWERS_MAX,
    ttl: AGE_MS,
  });

  constructor(parts: RepostParts) {
    this.#parts = parts;
  }

  /** @returns whether anything changed; `full` when a person passed on too much. */
  async repost(personId: string, videoId: string): Promise<'done' | 'full'> {
    const { reposted } = await this.#parts.ties.of(personId);
    if (reposted.size >= REPOSTS_MAX && !reposted.has(videoId)) return 'full';
    await this.#change(personId, videoId, 'reposted', {
      name: 'social.repost',
      text: `INSERT INTO social_reposts (person_id, video_id, since_ms) VALUES ($1, $2, $3)
        ON CONFLICT DO NOTHING RETURNING since_ms`,
    });
    return 'done';
  }

  async takeBack(personId: string, videoId: string): Promise<void> {
    await this.#change(personId, videoId, 'unreposted', {
      name: 'social.unrepost',
      text: `DELETE FROM social_reposts WHERE person_id = $1 AND video_id = $2 AND $3::bigint IS NOT NULL
        RETURNING since_ms`,
    });
  }

  /**
   * @returns clips that people whom this person follows passed on lately, with who did so last; of nobody muted or blocked.
   * Cost: memory mostly, one query a minute for who looks at the Following feed.
   */
  async reaching(personId: string): Promise<ReadonlyMap<string, string>> {
    const known = this.#reaching.get(personId);
    if (known !== undefined) return await known;
    const loading = this.#load(personId);
    this.#reaching.set(personId, loading);
    loading.catch(() => this.#reaching.delete(personId));
    return await loading;
  }

  /** After any repost, follow or block: whom it reaches nobody lists, and the next question is cheap. */
  forgetReach(): void {
    this.#reaching.clear();
  }

  async #load(personId: string): Promise<ReadonlyMap<string, string>> {
    const { database, clock, ties } = this.#parts;
    const { following, blocked, muted } = await ties.of(personId);
    const asked = [...following]
      .filter((id) => !blocked.has(id) && !muted.has(id))
      .slice(0, PEOPLE_ASKED_MAX);
    if (asked.length === 0) return NOTHING;
    const rows = await database.query<{ person_id: string; video_id: string }>(PASSED_ON, [
      asked,
      clock.nowMs() - FRESH_MS,
    ]);
    const reaching = new Map<string, string>();
    for (const row of rows)
      if (!reaching.has(row.video_id)) reaching.set(row.video_id, row.person_id);
    return reaching;
  }

  async #change(
    personId: string,
    videoId: string,
    type: string,
    statement: { name: string; text: string },
  ): Promise<void> {
    const { database, journal, clock, ties } = this.#parts;
    await database.transaction(async (tx) => {
      const changed = await tx.query(statement, [personId, videoId, clock.nowMs()]);
      if (changed.length === 0) return;
      await journal.append(tx, [
        {
          stream: 'social.repost',
          key: personId,
          type,
          row: { table: 'social_reposts', key: `${personId}/${videoId}` },
          facts: { personId, videoId },
        },
      ]);
    });
    ties.forget(personId);
    this.forgetReach();
  }
}
