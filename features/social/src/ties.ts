// What a person is tied to, remembered: whom they follow, what they like, save and pass on, whom they are kept apart from. A page
// asks for it at every request, so all of it comes with one journey to the database and stays in memory.

import { atMostEntries } from '@jhalak/kernel';
import type { Database } from '@jhalak/ports';
import type { CreatorTies } from '@jhalak/videos';
import { LRUCache } from 'lru-cache';

/** Everything that pages ask about one person. Never to be changed. */
export interface Ties {
  /** Newest first. */
  following: ReadonlySet<string>;
  liked: ReadonlySet<string>;
  saved: ReadonlySet<string>;
  reposted: ReadonlySet<string>;
  /** Whom they blocked, and who blocked them. */
  blocked: ReadonlySet<string>;
  muted: ReadonlySet<string>;
  /** Their own list of close friends. */
  close: ReadonlySet<string>;
  /** On whose list of close friends they are. */
  closeTo: ReadonlySet<string>;
}

/** A person may follow this many; more is a machine. */
export const FOLLOWING_MAX = 5_000;
/** Likes, saves and reposts looked at for marks on a page: the newest this many of a viewer. */
const MARKS_LOAD_MAX = 5_000;
/** A person may keep away this many by hand; beyond it a private account serves better. */
export const APART_MAX = 5_000;
/** Blocks by others that are looked at, the newest: who is blocked by more people than this may come upon an old one of them. */
const BLOCKED_BY_MAX = 50_000;
/** Lists that somebody is on, the newest: nobody has so many friends, and what falls off is only not seen. */
const CLOSE_TO_MAX = 10_000;
/** Some 700 bytes each with both edges: 70 MB, who swipes on within two minutes at 1,000 pages a second. */
const VIEWERS_MAX = 100_000;
/** Likes and saves of another process are seen within this time; follows, close friends and blocks at once, by the journal. */
const AGE_MS = 300_000;

const LOAD = {
  name: 'social.ties',
  short: true,
  text: `(SELECT followee_id AS id, 'f' AS kind FROM social_following WHERE person_id = $1
      ORDER BY since_ms DESC LIMIT ${FOLLOWING_MAX})
    UNION ALL (SELECT video_id, 'l' FROM social_likes WHERE person_id = $1 ORDER BY since_ms DESC LIMIT ${MARKS_LOAD_MAX})
    UNION ALL (SELECT video_id, 's' FROM social_saves WHERE person_id = $1 ORDER BY since_ms DESC LIMIT ${MARKS_LOAD_MAX})
    UNION ALL (SELECT video_id, 'r' FROM social_reposts WHERE person_id = $1 ORDER BY since_ms DESC LIMIT ${MARKS_LOAD_MAX})
    UNION ALL (SELECT other_id, left(kind, 1) FROM social_ties WHERE person_id = $1)
    UNION ALL (SELECT other_id, 'b' FROM social_ties_back WHERE person_id = $1 AND kind = 'block'
      ORDER BY since_ms DESC LIMIT ${BLOCKED_BY_MAX})
    UNION ALL (SELECT friend_id, 'c' FROM social_close WHERE person_id = $1)
    UNION ALL (SELECT owner_id, 't' FROM social_close_back WHERE person_id = $1
      ORDER BY since_ms DESC LIMIT ${CLOSE_TO_MAX})`,
};
const NOTHING: ReadonlySet<string> = new Set();

export class TieMemory {
  readonly #database: Database;
  readonly #people = new LRUCache<string, Promise<Ties>>({
    ...atMostEntries(VIEWERS_MAX),
    ttl: AGE_MS,
  });

  constructor(database: Database) {
    this.#database = database;
  }

  /** Cost: a look-up mostly, else one query; whoever asks meanwhile shares it. */
  async of(personId: string): Promise<Ties> {
    const known = this.#people.get(personId);
    if (known !== undefined) return await known;
    const loading = this.#load(personId);
    this.#people.set(personId, loading);
    // What failed must not be remembered; the caller still hears of it.
    loading.catch(() => this.#people.delete(personId));
    return await loading;
  }

  /** Call after a change was committed, here or elsewhere. */
  forget(personId: string): void {
    this.#people.delete(personId);
  }

  /** After an erasure: the erased one may stand in anybody's. */
  clear(): void {
    this.#people.clear();
  }

  async #load(personId: string): Promise<Ties> {
    const rows = await this.#database.query<{ id: string; kind: string }>(LOAD, [personId]);
    const ids = new Map<string, Set<string>>();
    for (const { id, kind } of rows) {
      const known = ids.get(kind);
      if (known === undefined) ids.set(kind, new Set([id]));
      else known.add(id);
    }
    const of = (kind: string): ReadonlySet<string> => ids.get(kind) ?? NOTHING;
    return {
      ...{ following: of('f'), liked: of('l'), saved: of('s') },
      ...{ reposted: of('r'), blocked: of('b'), muted: of('m') },
      ...{ close: of('c'), closeTo: of('t') },
    };
  }
}

/** @returns how a person stands to creators, for surfaces on which not everybody sees the same. Cost: memory mostly. */
export async function creatorTies(ties: TieMemory, personId: string): Promise<CreatorTies> {
  const { following, closeTo, blocked } = await ties.of(personId);
  return { follows: following, closeTo, apart: blocked };
}
