// Clips that a person keeps, in folders whose names are sealed under their key: what somebody collects is nobody's to read.

import { COLLECTIONS_MAX } from '@jhalak/contracts/social';
import type { Clock, Ids } from '@jhalak/kernel';
import type { Database, Journal, Keys, Tx } from '@jhalak/ports';
import type { TieMemory } from './ties.ts';

/** Kept clips of one person. */
export const SAVES_MAX = 10_000;
/** Of the newest of a folder its picture is made. */
const COVERS_READ = 8;
const CONTEXT = 'social_collections.name_sealed';

export interface StoredCollection {
  id: string;
  name: string;
  createdAtMs: number;
  count: number;
  /** The newest first, at most COVERS_READ. */
  newest: readonly string[];
}

/** A place in the list of kept clips. */
export interface SavePlace {
  sinceMs: number;
  videoId: string;
}

export interface SaveParts {
  database: Database;
  journal: Journal;
  keys: Keys;
  clock: Clock;
  ids: Ids;
  ties: TieMemory;
}

export class SaveStore {
  readonly #parts: SaveParts;

  constructor(parts: SaveParts) {
    this.#parts = parts;
  }

  /**
   * Keeps a clip. @param collection into which folder; null: into none; undefined: it stays where it is.
   *
   * @returns `unknown` when there is no such folder, `full` when too much is kept.
   */
  async save(
    personId: string,
    videoId: string,
    collection: string | null | undefined,
  ): Promise<'saved' | 'unknown' | 'full'> {
    const { database, ties, clock } = this.#parts;
    const outcome = await database.transaction(async (tx) => {
      if (typeof collection === 'string' && !(await hasCollection(tx, personId, collection)))
        return 'unknown';
      // What is kept already can always be put elsewhere.
      if ((await countSaves(tx, personId, videoId)) >= SAVES_MAX) return 'full';
      const changed = await tx.query(
        {
          name: 'social.save',
          text: `INSERT INTO social_saves (person_id, video_id, collection_id, since_ms) VALUES ($1, $2, $3, $4)
            ON CONFLICT (person_id, video_id) DO UPDATE SET collection_id = excluded.collection_id
            WHERE $5 AND social_saves.collection_id IS DISTINCT FROM excluded.collection_id RETURNING since_ms`,
        },
        [personId, videoId, collection ?? null, clock.nowMs(), collection !== undefined],
      );
      if (changed.length > 0) await this.#tellSave(tx, 'saved', personId, videoId);
      return 'saved';
    });
    ties.forget(personId);
    return outcome;
  }

  async unsave(personId: string, videoId: string): Promise<void> {
    const { database, ties } = this.#parts;
    await database.transaction(async (tx) => {
      const gone = await tx.query(
        {
          name: 'social.unsave',
          text: 'DELETE FROM social_saves WHERE person_id = $1 AND video_id = $2 RETURNING since_ms',
        },
        [personId, videoId],
      );
      if (gone.length > 0) await this.#tellSave(tx, 'unsaved', personId, videoId);
    });
    ties.forget(personId);
  }

  /** @returns kept clips, newest first, behind a place. */
  async page(
    personId: string,
    { collection, before, limit }: { collection?: string; before?: SavePlace; limit: number },
  ): Promise<SavePlace[]> {
    const rows = await this.#parts.database.query<{ video_id: string; since_ms: number }>(
      {
        name: 'social.saved',
        text: `SELECT video_id, since_ms FROM social_saves
          WHERE person_id = $1 AND ($2::uuid IS NULL OR collection_id = $2)
            AND ($3::bigint IS NULL OR (since_ms, video_id) < ($3, $4::uuid))
          ORDER BY since_ms DESC, video_id DESC LIMIT $5`,
      },
      [personId, collection ?? null, before?.sinceMs ?? null, before?.videoId ?? null, limit],
    );
    return rows.map((row) => ({ videoId: row.video_id, sinceMs: row.since_ms }));
  }

  /** @returns those of these clips that the person keeps. Cost: one query. */
  async among(personId: string, videoIds: readonly string[]): Promise<Set<string>> {
    const rows = await this.#parts.database.query<{ video_id: string }>(
      {
        name: 'social.saved_among',
        text: 'SELECT video_id FROM social_saves WHERE person_id = $1 AND video_id = ANY($2::uuid[])',
      },
      [personId, videoIds],
    );
    return new Set(rows.map((row) => row.video_id));
  }

  async count(personId: string): Promise<number> {
    return await countSaves(this.#parts.database, personId);
  }

  /** @returns a person's folders, newest first. Cost: two queries, and a key a folder. */
  async collections(personId: string): Promise<StoredCollection[]> {
    const { database, keys } = this.#parts;
    const rows = await database.query<{
      collection_id: string;
      name_sealed: Buffer;
      created_at_ms: number;
    }>(
      {
        name: 'social.collections',
        text: `SELECT collection_id, name_sealed, created_at_ms FROM social_collections WHERE person_id = $1
          ORDER BY created_at_ms DESC, collection_id DESC`,
      },
      [personId],
    );
    const inside = await database.query<{ id: string; count: number; newest: string[] }>(
      {
        name: 'social.collection_counts',
        text: `SELECT collection_id AS id, count(*)::int AS count,
            (array_agg(video_id::text ORDER BY since_ms DESC))[1:${COVERS_READ}] AS newest
          FROM social_saves WHERE person_id = $1 AND collection_id IS NOT NULL GROUP BY collection_id`,
      },
      [personId],
    );
    const counts = new Map(inside.map((row) => [row.id, row]));
    const collections = await Promise.all(
      rows.map(async (row) => {
        const plain = await keys.open(personId, 'content', CONTEXT, row.name_sealed);
        // Without a key its person was erased while this was read.
        if (plain === undefined) return [];
        const { count = 0, newest = [] } = counts.get(row.collection_id) ?? {};
        const { collection_id: id, created_at_ms: createdAtMs } = row;
        return [{ id, name: plain.toString('utf8'), createdAtMs, count, newest }];
      }),
    );
    return collections.flat();
  }

  /** @returns the new folder, or undefined when there are too many. */
  async create(personId: string, name: string): Promise<StoredCollection | undefined> {
    const { database, clock, ids } = this.#parts;
    const id = ids.next();
    const createdAtMs = clock.nowMs();
    const sealed = await this.#seal(personId, name);
    const made = await database.transaction(async (tx) => {
      const rows = await tx.query(
        {
          name: 'social.create_collection',
          text: `INSERT INTO social_collections (person_id, collection_id, name_sealed, created_at_ms)
            SELECT $1, $2, $3, $4 WHERE (SELECT count(*) FROM social_collections WHERE person_id = $1) < $5
            RETURNING created_at_ms`,
        },
        [personId, id, sealed, createdAtMs, COLLECTIONS_MAX],
      );
      if (rows.length > 0) await this.#tellCollection(tx, 'created', personId, id);
      return rows.length > 0;
    });
    return made ? { id, name, createdAtMs, count: 0, newest: [] } : undefined;
  }

  /** @returns whether there is such a folder of this person. */
  async rename(personId: string, id: string, name: string): Promise<boolean> {
    const sealed = await this.#seal(personId, name);
    return await this.#parts.database.transaction(async (tx) => {
      const rows = await tx.query(
        {
          name: 'social.rename_collection',
          text: 'UPDATE social_collections SET name_sealed = $3 WHERE person_id = $1 AND collection_id = $2 RETURNING created_at_ms',
        },
        [personId, id, sealed],
      );
      if (rows.length > 0) await this.#tellCollection(tx, 'renamed', personId, id);
      return rows.length > 0;
    });
  }

  /** Its clips stay kept, in no folder. @returns whether there was such a folder of this person. */
  async remove(personId: string, id: string): Promise<boolean> {
    return await this.#parts.database.transaction(async (tx) => {
      const rows = await tx.query(
        {
          name: 'social.remove_collection',
          text: 'DELETE FROM social_collections WHERE person_id = $1 AND collection_id = $2 RETURNING created_at_ms',
        },
        [personId, id],
      );
      if (rows.length === 0) return false;
      await tx.query(
        {
          name: 'social.empty_collection',
          text: 'UPDATE social_saves SET collection_id = NULL WHERE person_id = $1 AND collection_id = $2',
        },
        [personId, id],
      );
      await this.#tellCollection(tx, 'removed', personId, id);
      return true;
    });
  }

  async #seal(personId: string, name: string): Promise<Buffer> {
    const { keys } = this.#parts;
    await keys.ensure(personId);
    return await keys.seal(personId, 'content', CONTEXT, Buffer.from(name));
  }

  async #tellSave(tx: Tx, type: string, personId: string, videoId: string): Promise<void> {
    await this.#parts.journal.append(tx, [
      {
        stream: 'social.save',
        key: personId,
        type,
        row: { table: 'social_saves', key: `${personId}/${videoId}` },
        facts: { personId, videoId },
      },
    ]);
  }

  async #tellCollection(tx: Tx, type: string, personId: string, id: string): Promise<void> {
    await this.#parts.journal.append(tx, [
      {
        stream: 'social.collection',
        key: personId,
        type,
        row: { table: 'social_collections', key: `${personId}/${id}` },
        facts: { personId, collectionId: id },
      },
    ]);
  }
}

async function hasCollection(tx: Tx, personId: string, id: string): Promise<boolean> {
  const rows = await tx.query(
    {
      name: 'social.has_collection',
      text: 'SELECT created_at_ms FROM social_collections WHERE person_id = $1 AND collection_id = $2',
    },
    [personId, id],
  );
  return rows.length > 0;
}

async function countSaves(
  queries: Pick<Database, 'query'>,
  personId: string,
  without?: string,
): Promise<number> {
  const [row] = await queries.query<{ count: number }>(
    {
      name: 'social.count_saves',
      text: `SELECT count(*)::int AS count FROM social_saves
        WHERE person_id = $1 AND ($2::uuid IS NULL OR video_id <> $2)`,
    },
    [personId, without ?? null],
  );
  return row?.count ?? 0;
}
