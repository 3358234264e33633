// Follow and like edges. A follow stands on both persons' nodes, in one transaction.

import { toldCount } from '@jhalak/contracts/counting';
import type { Clock } from '@jhalak/kernel';
import type { Database, Journal, Queries, Tx } from '@jhalak/ports';
import { LRUCache } from 'lru-cache';
import type { Ties, TieMemory } from './ties.ts';

/** Counting more edges than this at every look at a page costs more than the page: then the figure may be a minute old. */
const COUNT_KEPT_FROM = 1_000;
const COUNTS_AGE_MS = 60_000;
/** Few people have so many followers. */
const COUNTS_MAX = 10_000;

export interface FollowCounts {
  followers: number;
  following: number;
}

export class SocialStore {
  readonly #database: Database;
  readonly #journal: Journal;
  readonly #clock: Clock;
  readonly #ties: TieMemory;
  readonly #inFull: (queries: Queries, personId: string) => Promise<boolean>;
  readonly #counts = new LRUCache<string, FollowCounts>({ max: COUNTS_MAX, ttl: COUNTS_AGE_MS });

  constructor(parts: {
    database: Database;
    journal: Journal;
    clock: Clock;
    ties: TieMemory;
    countsInFull(queries: Queries, personId: string): Promise<boolean>;
  }) {
    this.#inFull = (queries, personId) => parts.countsInFull(queries, personId);
    this.#database = parts.database;
    this.#journal = parts.journal;
    this.#clock = parts.clock;
    this.#ties = parts.ties;
  }

  async ties(personId: string): Promise<Ties> {
    return await this.#ties.of(personId);
  }

  /** As the rule of counts tells them (`toldCount`); from COUNT_KEPT_FROM on at most a minute old. */
  async counts(personId: string): Promise<FollowCounts> {
    const known = this.#counts.get(personId);
    if (known !== undefined) return known;
    const [row] = await this.#database.query<{
      all: number;
      newcomers: number;
      following: number;
    }>(
      {
        name: 'social.counts',
        // Each from an index alone.
        text: `SELECT (SELECT count(*)::int FROM social_following WHERE person_id = $1) AS following,
            (SELECT count(*)::int FROM social_followers WHERE person_id = $1) AS all,
            (SELECT count(*)::int FROM social_followers WHERE person_id = $1 AND NOT counts_full) AS newcomers`,
      },
      [personId],
    );
    const { all, newcomers, following } = row ?? { all: 0, newcomers: 0, following: 0 };
    const counts = { followers: toldCount(all - newcomers, newcomers), following };
    if (counts.followers >= COUNT_KEPT_FROM) this.#counts.set(personId, counts);
    return counts;
  }

  /** @returns how many a person follows since a time. Cost: an index's range, at most FOLLOWING_MAX rows. */
  async followedSince(personId: string, sinceMs: number): Promise<number> {
    const [row] = await this.#database.query<{ count: number }>(
      {
        name: 'social.followed_since',
        text: 'SELECT count(*)::int AS count FROM social_following WHERE person_id = $1 AND since_ms > $2',
      },
      [personId, sinceMs],
    );
    return row?.count ?? 0;
  }

  /** @returns whether one of the two follows the other. Cost: one point read. */
  async isFollowedBy(personId: string, followerId: string): Promise<boolean> {
    const rows = await this.#database.query(
      {
        name: 'social.is_followed_by',
        short: true,
        text: 'SELECT since_ms FROM social_followers WHERE person_id = $1 AND follower_id = $2',
      },
      [personId, followerId],
    );
    return rows.length > 0;
  }

  /** @param learn whether the person allows learning from it. @returns whether anything changed. */
  async follow(personId: string, followeeId: string, learn: boolean): Promise<boolean> {
    return await this.#edge(
      personId,
      async (tx) => await this.addFollow(tx, personId, followeeId, learn),
    );
  }

  /** The same within a transaction; the caller forgets the person's ties after it. */
  async addFollow(tx: Tx, personId: string, followeeId: string, learn: boolean): Promise<boolean> {
    const nowMs = this.#clock.nowMs();
    const added = await tx.query(
      {
        name: 'social.follow',
        text: `INSERT INTO social_following (person_id, followee_id, since_ms) VALUES ($1, $2, $3)
          ON CONFLICT DO NOTHING RETURNING since_ms`,
      },
      [personId, followeeId, nowMs],
    );
    if (added.length === 0) return false;
    await tx.query(
      {
        name: 'social.follow_back',
        text: `INSERT INTO social_followers (person_id, follower_id, since_ms, counts_full) VALUES ($1, $2, $3, $4)
          ON CONFLICT DO NOTHING`,
      },
      [followeeId, personId, nowMs, await this.#inFull(tx, personId)],
    );
    await this.#tellFollow(tx, 'followed', personId, followeeId, learn);
    return true;
  }

  async unfollow(personId: string, followeeId: string): Promise<boolean> {
    return await this.#edge(
      personId,
      async (tx) => await this.dropFollow(tx, personId, followeeId),
    );
  }

  /** The same within a transaction; the caller forgets the person's ties after it. */
  async dropFollow(tx: Tx, personId: string, followeeId: string): Promise<boolean> {
    const gone = await tx.query(
      {
        name: 'social.unfollow',
        text: 'DELETE FROM social_following WHERE person_id = $1 AND followee_id = $2 RETURNING since_ms',
      },
      [personId, followeeId],
    );
    // Whoever holds the first half's row decides over both: one that was not there may be on its way in another request,
    // whose second half must not be taken away.
    if (gone.length === 0) return false;
    await tx.query(
      {
        name: 'social.unfollow_back',
        text: 'DELETE FROM social_followers WHERE person_id = $1 AND follower_id = $2',
      },
      [followeeId, personId],
    );
    await this.#tellFollow(tx, 'unfollowed', personId, followeeId, false);
    return true;
  }

  async #tellFollow(
    tx: Tx,
    type: string,
    personId: string,
    followeeId: string,
    learn: boolean,
  ): Promise<void> {
    await this.#journal.append(tx, [
      {
        stream: 'social.follow',
        key: personId,
        type,
        row: { table: 'social_following', key: `${personId}/${followeeId}` },
        facts: { personId, followeeId, learn },
      },
    ]);
  }

  async like(personId: string, videoId: string, learn: boolean): Promise<boolean> {
    const inFull = await this.#inFull(this.#database, personId);
    return await this.#likeEdge(personId, videoId, 'liked', learn, {
      name: 'social.like',
      text: `INSERT INTO social_likes (person_id, video_id, since_ms, counts_full) VALUES ($1, $2, $3, ${inFull})
        ON CONFLICT DO NOTHING RETURNING counts_full`,
    });
  }

  async unlike(personId: string, videoId: string): Promise<boolean> {
    return await this.#likeEdge(personId, videoId, 'unliked', false, {
      name: 'social.unlike',
      text: 'DELETE FROM social_likes WHERE person_id = $1 AND video_id = $2 AND $3::bigint IS NOT NULL RETURNING counts_full',
    });
  }

  async #likeEdge(
    personId: string,
    videoId: string,
    type: 'liked' | 'unliked',
    learn: boolean,
    statement: { name: string; text: string },
  ): Promise<boolean> {
    return await this.#edge(personId, async (tx) => {
      const values = [personId, videoId, this.#clock.nowMs()];
      const [changed] = await tx.query<{ counts_full: boolean }>(statement, values);
      if (changed === undefined) return false;
      const counts = changed.counts_full ? 'full' : 'newcomer';
      await this.#journal.append(tx, [
        {
          stream: 'social.like',
          key: personId,
          type,
          row: { table: 'social_likes', key: `${personId}/${videoId}` },
          facts: { personId, videoId, learn, counts },
        },
      ]);
      return true;
    });
  }

  async #edge(personId: string, change: (tx: Tx) => Promise<boolean>): Promise<boolean> {
    const changed = await this.#database.transaction(change);
    this.#ties.forget(personId);
    return changed;
  }
}
