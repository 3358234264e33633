// The prints of published clips, and of what each is a copy.

import type { Clock } from '@jhalak/kernel';
import type { Database, Journal, Queries, Tx } from '@jhalak/ports';
import { packSpans, type FrameSpan } from './spans.ts';

/** Clips take their places one after another, so that whoever reads on from a place misses none. */
const LOCK = 7_302_115;

/** Copies of one clip that are looked at to count them. */
const COPIES_MAX = 1_000;

export interface ClipRow {
  video_id: string;
  position: number;
  frames: Buffer;
  sound: Buffer | null;
  remix: boolean;
}

interface GoneRow {
  video_id: string;
  gone_at_ms: number;
}

export interface NewClip {
  videoId: string;
  personId: string;
  sha256: string;
  spans: readonly FrameSpan[];
  sound: Uint32Array;
  remix: boolean;
  original?: { videoId: string; frames: number; offsetMs: number };
  soundId?: string;
}

export class ClipStore {
  readonly #deps: { database: Database; journal: Journal; clock: Clock };
  /** An order that stands for years must not keep `forgetFreed` from the clips of others. */
  #lookedAt: GoneRow | undefined;

  constructor(deps: { database: Database; journal: Journal; clock: Clock }) {
    this.#deps = deps;
  }

  async insert(tx: Tx, clip: NewClip): Promise<void> {
    await tx.query({ name: 'matching.lock_clips', text: 'SELECT pg_advisory_xact_lock($1)' }, [
      LOCK,
    ]);
    await tx.query(
      {
        name: 'matching.clip',
        text: `INSERT INTO matching_clips (video_id, person_id, position, source_sha256, frames, sound, remix, original_id,
            original_frames, original_offset_ms, sound_id, at_ms)
          VALUES ($1, $2, (SELECT coalesce(max(position), 0) + 1 FROM matching_clips), $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      },
      [
        clip.videoId,
        clip.personId,
        clip.sha256,
        packSpans(clip.spans),
        clip.sound.length === 0 ? null : packWords(clip.sound),
        clip.remix,
        clip.original?.videoId ?? null,
        clip.original?.frames ?? null,
        clip.original?.offsetMs ?? null,
        clip.soundId ?? null,
        this.#deps.clock.nowMs(),
      ],
    );
    const { original, soundId } = clip;
    await this.#deps.journal.append(tx, [
      {
        stream: 'matching.clip',
        key: clip.videoId,
        type: original === undefined ? 'known' : 'copied',
        row: { table: 'matching_clips', key: clip.videoId },
        facts: {
          personId: clip.personId,
          ...(original === undefined
            ? {}
            : { originalId: original.videoId, frames: original.frames }),
          ...(soundId === undefined ? {} : { soundId }),
        },
      },
    ]);
  }

  /** @returns clips after a place, in their order. */
  async after(position: number, limit: number): Promise<ClipRow[]> {
    return await this.#deps.database.query<ClipRow>(
      {
        name: 'matching.clips_after',
        text: `SELECT video_id, position, frames, sound, remix FROM matching_clips
          WHERE position > $1 ORDER BY position LIMIT $2`,
      },
      [position, limit],
    );
  }

  /** @returns which of these are still known, and by whom they are. */
  async known(
    videoIds: readonly string[],
  ): Promise<Map<string, { personId: string; gone: boolean }>> {
    if (videoIds.length === 0) return new Map();
    const rows = await this.#deps.database.query<{
      video_id: string;
      person_id: string;
      gone: boolean;
    }>(
      {
        name: 'matching.known_among',
        text: `SELECT video_id, person_id, gone_at_ms IS NOT NULL AS gone FROM matching_clips
          WHERE video_id = ANY($1::uuid[])`,
      },
      [videoIds],
    );
    return new Map(rows.map((row) => [row.video_id, { personId: row.person_id, gone: row.gone }]));
  }

  /** @returns of what a clip is a copy, and which are copies of it by others, at most COPIES_MAX. */
  async origin(videoId: string): Promise<{ originalId: string | null; copies: string[] }> {
    const [row] = await this.#deps.database.query<{ original_id: string | null; copies: string[] }>(
      {
        name: 'matching.origin',
        text: `SELECT c.original_id, ARRAY(SELECT o.video_id FROM matching_clips o
              WHERE o.original_id = c.video_id AND o.person_id <> c.person_id AND o.gone_at_ms IS NULL
              LIMIT ${COPIES_MAX}) AS copies
          FROM matching_clips c WHERE c.video_id = $1`,
      },
      [videoId],
    );
    return { originalId: row?.original_id ?? null, copies: row?.copies ?? [] };
  }

  /** Forgets clips that are gone; those under an order are known until it ends. */
  async forget(on: Queries, gone: readonly string[], withheld: ReadonlySet<string>): Promise<void> {
    await on.query(
      {
        name: 'matching.keep_withheld',
        text: 'UPDATE matching_clips SET gone_at_ms = $2 WHERE video_id = ANY($1::uuid[]) AND gone_at_ms IS NULL',
      },
      [gone.filter((id) => withheld.has(id)), this.#deps.clock.nowMs()],
    );
    await on.query(
      {
        name: 'matching.forget',
        text: 'DELETE FROM matching_clips WHERE video_id = ANY($1::uuid[])',
      },
      [gone.filter((id) => !withheld.has(id))],
    );
  }

  /**
   * Forgets clips that are gone and that no order hides any more: so many are looked at, the next time those after them.
   *
   * @returns how many were forgotten.
   */
  async forgetFreed(
    withheld: (on: Queries, videoIds: readonly string[]) => Promise<ReadonlySet<string>>,
    limit: number,
  ): Promise<number> {
    const { database } = this.#deps;
    const text = `SELECT video_id, gone_at_ms FROM matching_clips
      WHERE gone_at_ms IS NOT NULL AND (gone_at_ms, video_id) > ($1::bigint, $2::uuid) ORDER BY gone_at_ms, video_id LIMIT $3`;
    const rows = await database.query<GoneRow>({ name: 'matching.gone', text }, [
      this.#lookedAt?.gone_at_ms ?? -1,
      this.#lookedAt?.video_id ?? '00000000-0000-0000-0000-000000000000',
      limit,
    ]);
    this.#lookedAt = rows.length < limit ? undefined : rows.at(-1);
    const gone = rows.map(({ video_id: id }) => id);
    const dark = await withheld(database, gone);
    const freed = gone.filter((id) => !dark.has(id));
    if (freed.length > 0) await this.forget(database, freed, new Set());
    return freed.length;
  }
}

function packWords(words: Uint32Array): Buffer {
  const packed = Buffer.alloc(words.length * 4);
  for (const [at, word] of words.entries()) packed.writeUInt32LE(word, at * 4);
  return packed;
}

export function unpackWords(packed: Buffer): Uint32Array {
  return Uint32Array.from({ length: packed.byteLength / 4 }, (_, at) =>
    packed.readUInt32LE(at * 4),
  );
}
