// Clips that are gone. Their prints go with them, but for two things that outlive a clip: an order that hides it, and the
// silence of its sound. What is kept then is of the clip and of nobody, so that it stays where its person is erased.

import type { Clock } from '@jhalak/kernel';
import type { Database, Queries } from '@jhalak/ports';

export interface GoneClipsDeps {
  database: Database;
  clock: Clock;
  /** @returns which of these clips an order in force hides. */
  withheld(on: Queries, videoIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** @returns which of these sounds an order or a moderator silences. The wish of whose it was goes with the clip. */
  silencedByOthers(on: Queries, soundIds: readonly string[]): Promise<ReadonlySet<string>>;
}

/** Clips of one person that are moved by one statement. */
const PERSON_PAGE = 500;

const OF_PERSON = {
  name: 'matching.clips_of_person',
  text: 'SELECT video_id FROM matching_clips WHERE person_id = $1 LIMIT $2',
};
/** $1 go, $2 of them are kept because an order hides them, $3 for their sound alone. */
const LEAVE = {
  name: 'matching.leave',
  text: `WITH gone AS (DELETE FROM matching_clips WHERE video_id = ANY($1::uuid[]) 
      RETURNING video_id, position, frames, CASE WHEN sound_id IS NULL THEN sound END AS sound)
    INSERT INTO matching_kept (video_id, position, frames, sound, at_ms)
      SELECT video_id, position, CASE WHEN video_id = ANY($2::uuid[]) THEN frames ELSE '' END, sound, $4
      FROM gone WHERE video_id = ANY($2::uuid[]) OR (video_id = ANY($3::uuid[]) AND sound IS NOT NULL)
      ON CONFLICT (video_id) DO NOTHING`,
};
const KEPT = {
  name: 'matching.kept_after',
  text: `SELECT video_id, at_ms, sound IS NOT NULL AS heard FROM matching_kept
    WHERE (at_ms, video_id) > ($1::bigint, $2::uuid) ORDER BY at_ms, video_id LIMIT $3`,
};
const FORGET = {
  name: 'matching.forget_kept',
  text: 'DELETE FROM matching_kept WHERE video_id = ANY($1::uuid[])',
};
const FORGET_FRAMES = {
  name: 'matching.forget_frames',
  text: `UPDATE matching_kept SET frames = '' WHERE video_id = ANY($1::uuid[]) AND frames <> ''`,
};

interface KeptRow {
  video_id: string;
  at_ms: number;
  heard: boolean;
}

export class GoneClips {
  readonly #deps: GoneClipsDeps;
  /** An order that stands for years must not keep the sweep from the clips of others. */
  #lookedAt: KeptRow | undefined;

  constructor(deps: GoneClipsDeps) {
    this.#deps = deps;
  }

  /** Forgets clips, and whose they were; the prints that something still needs are kept. Idempotent. */
  async forget(on: Queries, videoIds: readonly string[]): Promise<void> {
    const withheld = await this.#deps.withheld(on, videoIds);
    const silenced = await this.#deps.silencedByOthers(on, videoIds);
    await on.query(LEAVE, [videoIds, [...withheld], [...silenced], this.#deps.clock.nowMs()]);
  }

  /** Forgets all clips of a person who is erased. */
  async forgetPerson(personId: string): Promise<void> {
    const { database } = this.#deps;
    // Each round takes rows away: it ends.
    for (;;) {
      const rows = await database.query<{ video_id: string }>(OF_PERSON, [personId, PERSON_PAGE]);
      if (rows.length === 0) return;
      await this.forget(
        database,
        rows.map(({ video_id: id }) => id),
      );
    }
  }

  /**
   * Forgets what nothing needs any longer: so many are looked at, the next time those after them.
   *
   * @returns how many were forgotten whole.
   */
  async sweep(limit: number): Promise<number> {
    const { database, withheld, silencedByOthers } = this.#deps;
    const rows = await database.query<KeptRow>(KEPT, [
      this.#lookedAt?.at_ms ?? -1,
      this.#lookedAt?.video_id ?? '00000000-0000-0000-0000-000000000000',
      limit,
    ]);
    this.#lookedAt = rows.length < limit ? undefined : rows.at(-1);
    const ids = rows.map(({ video_id: id }) => id);
    const dark = await withheld(database, ids);
    const silent = await silencedByOthers(database, ids);
    const lit = rows.filter(({ video_id: id }) => !dark.has(id));
    const heard = lit.filter((row) => row.heard && silent.has(row.video_id));
    const freed = lit.filter((row) => !heard.includes(row));
    if (heard.length > 0) await database.query(FORGET_FRAMES, [idsOf(heard)]);
    if (freed.length > 0) await database.query(FORGET, [idsOf(freed)]);
    return freed.length;
  }
}

const idsOf = (rows: readonly KeptRow[]): string[] => rows.map(({ video_id: id }) => id);
