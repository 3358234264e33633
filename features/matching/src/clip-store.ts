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
  /** Null: it has none of its own by which others are known. */
  sound: Buffer | null;
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

  constructor(deps: { database: Database; journal: Journal; clock: Clock }) {
    this.#deps = deps;
  }

  /** Clips are written down one after another: who holds this sees every earlier one. Until the transaction ends. */
  async lock(tx: Tx): Promise<void> {
    await tx.query({ name: 'matching.lock_clips', text: 'SELECT pg_advisory_xact_lock($1)' }, [
      LOCK,
    ]);
  }

  /** Call with the lock. */
  async insert(tx: Tx, clip: NewClip): Promise<void> {
    await tx.query(
      {
        name: 'matching.clip',
        text: `INSERT INTO matching_clips (video_id, person_id, source_sha256, frames, sound, remix, original_id,
            original_frames, original_offset_ms, sound_id, at_ms)
          VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
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

  /** @returns clips after a place, in their order, those among them that are gone and not forgotten. */
  async after(on: Queries, position: number, limit: number): Promise<ClipRow[]> {
    // A sound that was heard elsewhere first is known by that one.
    return await on.query<ClipRow>(
      {
        name: 'matching.clips_after',
        text: `SELECT video_id, position, frames, CASE WHEN remix AND sound_id IS NULL THEN sound END AS sound
            FROM matching_clips WHERE position > $1
          UNION ALL SELECT video_id, position, frames, sound FROM matching_kept WHERE position > $1
          ORDER BY position LIMIT $2`,
      },
      [position, limit],
    );
  }

  /** @returns which of these are still known, and whether they are gone. */
  async known(videoIds: readonly string[]): Promise<Map<string, { gone: boolean }>> {
    if (videoIds.length === 0) return new Map();
    const rows = await this.#deps.database.query<{ video_id: string; gone: boolean }>(
      {
        name: 'matching.known_among',
        text: `SELECT video_id, false AS gone FROM matching_clips WHERE video_id = ANY($1::uuid[])
          UNION ALL SELECT video_id, true FROM matching_kept WHERE video_id = ANY($1::uuid[])`,
      },
      [videoIds],
    );
    return new Map(rows.map(({ video_id: id, gone }) => [id, { gone }]));
  }

  /** @returns of what a clip is a copy, and which are copies of it by others, at most COPIES_MAX. */
  async origin(videoId: string): Promise<{ originalId: string | null; copies: string[] }> {
    const [row] = await this.#deps.database.query<{ original_id: string | null; copies: string[] }>(
      {
        name: 'matching.origin',
        text: `SELECT c.original_id, ARRAY(SELECT o.video_id FROM matching_clips o
              WHERE o.original_id = c.video_id AND o.person_id <> c.person_id
              LIMIT ${COPIES_MAX}) AS copies
          FROM matching_clips c WHERE c.video_id = $1`,
      },
      [videoId],
    );
    return { originalId: row?.original_id ?? null, copies: row?.copies ?? [] };
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
