// Follow and like edges, with each viewer's own edges remembered: a page asks for them at every request.

import type { Clock } from '@jhalak/kernel';
import type { Database, Journal, Tx } from '@jhalak/ports';
import { LRUCache } from 'lru-cache';

/** Likes looked at for marks on a page: the newest this many of a viewer. */
const LIKES_LOAD_MAX = 5_000;
/** A person may follow this many; more is a machine. */
export const FOLLOWING_MAX = 5_000;
/** Some 700 bytes each with both edges: 70 MB, who swipes on within two minutes at 1,000 pages a second. */
const VIEWERS_MAX = 100_000;
/** Another process's change is seen within this time. */
const EDGES_AGE_MS = 300_000;

const FOLLOWING = {
  name: 'social.following',
  short: true,
  text: 'SELECT followee_id AS id FROM social_following WHERE person_id = $1 LIMIT $2',
};
const LIKED = {
  name: 'social.liked',
  short: true,
  text: 'SELECT video_id AS id FROM social_likes WHERE person_id = $1 ORDER BY since_ms DESC LIMIT $2',
};

export class SocialStore {
  readonly #database: Database;
  readonly #journal: Journal;
  readonly #clock: Clock;
  readonly #following = new LRUCache<string, Promise<Set<string>>>({
    max: VIEWERS_MAX,
    ttl: EDGES_AGE_MS,
  });
  readonly #liked = new LRUCache<string, Promise<Set<string>>>({
    max: VIEWERS_MAX,
    ttl: EDGES_AGE_MS,
  });

  constructor(database: Database, journal: Journal, clock: Clock) {
    this.#database = database;
    this.#journal = journal;
    this.#clock = clock;
  }

  async following(personId: string): Promise<ReadonlySet<string>> {
    return await remember(this.#following, personId, () =>
      this.#load(FOLLOWING, personId, FOLLOWING_MAX),
    );
  }

  async liked(personId: string): Promise<ReadonlySet<string>> {
    return await remember(this.#liked, personId, () => this.#load(LIKED, personId, LIKES_LOAD_MAX));
  }

  async #load(
    statement: { name: string; text: string },
    personId: string,
    most: number,
  ): Promise<Set<string>> {
    const rows = await this.#database.query<{ id: string }>(statement, [personId, most]);
    return new Set(rows.map((row) => row.id));
  }

  forget(personId: string): void {
    this.#following.delete(personId);
    this.#liked.delete(personId);
  }

  async counts(personId: string): Promise<{ followers: number; following: number }> {
    const [row] = await this.#database.query<{ followers: number; following: number }>(
      {
        name: 'social.counts',
        text: `SELECT (SELECT count(*)::int FROM social_followers WHERE person_id = $1) AS followers,
          (SELECT count(*)::int FROM social_following WHERE person_id = $1) AS following`,
      },
      [personId],
    );
    return row ?? { followers: 0, following: 0 };
  }

  /** @param learn whether the person allows learning from it. @returns whether anything changed. */
  async follow(personId: string, followeeId: string, learn: boolean): Promise<boolean> {
    return await this.#edge(personId, async (tx) => {
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
          text: 'INSERT INTO social_followers (person_id, follower_id, since_ms) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
        },
        [followeeId, personId, nowMs],
      );
      await this.#tellFollow(tx, 'followed', personId, followeeId, learn);
      return true;
    });
  }

  async unfollow(personId: string, followeeId: string): Promise<boolean> {
    return await this.#edge(personId, async (tx) => {
      const gone = await tx.query(
        {
          name: 'social.unfollow',
          text: 'DELETE FROM social_following WHERE person_id = $1 AND followee_id = $2 RETURNING since_ms',
        },
        [personId, followeeId],
      );
      await tx.query(
        {
          name: 'social.unfollow_back',
          text: 'DELETE FROM social_followers WHERE person_id = $1 AND follower_id = $2',
        },
        [followeeId, personId],
      );
      if (gone.length > 0) await this.#tellFollow(tx, 'unfollowed', personId, followeeId, false);
      return gone.length > 0;
    });
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
    return await this.#likeEdge(personId, videoId, 'liked', learn, {
      name: 'social.like',
      text: `INSERT INTO social_likes (person_id, video_id, since_ms) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING since_ms`,
    });
  }

  async unlike(personId: string, videoId: string): Promise<boolean> {
    return await this.#likeEdge(personId, videoId, 'unliked', false, {
      name: 'social.unlike',
      text: 'DELETE FROM social_likes WHERE person_id = $1 AND video_id = $2 AND $3::bigint IS NOT NULL RETURNING since_ms',
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
      const changed = await tx.query(statement, [personId, videoId, this.#clock.nowMs()]);
      if (changed.length === 0) return false;
      await this.#journal.append(tx, [
        {
          stream: 'social.like',
          key: personId,
          type,
          row: { table: 'social_likes', key: `${personId}/${videoId}` },
          facts: { personId, videoId, learn },
        },
      ]);
      return true;
    });
  }

  async #edge(personId: string, change: (tx: Tx) => Promise<boolean>): Promise<boolean> {
    const changed = await this.#database.transaction(change);
    this.forget(personId);
    return changed;
  }

  /**
   * Removes the other halves of a person's edges, which carry other people's ids. They are found by the person's own
   * halves: looking through everybody's would cost a whole table for each person who is erased.
   */
  async eraseMirrors(personId: string): Promise<void> {
    await this.#database.query(
      {
        name: 'social.erase_followers',
        text: `DELETE FROM social_followers AS theirs USING social_following AS own
          WHERE own.person_id = $1 AND theirs.person_id = own.followee_id AND theirs.follower_id = $1`,
      },
      [personId],
    );
    await this.#database.query(
      {
        name: 'social.erase_following',
        text: `DELETE FROM social_following AS theirs USING social_followers AS own
          WHERE own.person_id = $1 AND theirs.person_id = own.follower_id AND theirs.followee_id = $1`,
      },
      [personId],
    );
    this.#following.clear();
    this.forget(personId);
  }
}

async function remember(
  cache: LRUCache<string, Promise<Set<string>>>,
  key: string,
  load: () => Promise<Set<string>>,
): Promise<Set<string>> {
  const known = cache.get(key);
  if (known !== undefined) return await known;
  const loading = load();
  cache.set(key, loading);
  // What failed must not be remembered; the caller still hears of it.
  loading.catch(() => cache.delete(key));
  return await loading;
}
