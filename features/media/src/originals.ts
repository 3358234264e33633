// Clips as their creators sent them: noted when they are kept, dropped when their time is over. What is played is never made
// from them again by itself; they are there for better encodes, and for whoever takes their data along.

import { DAY_MS, HOUR_MS, type Clock } from '@jhalak/kernel';
import type { Blobs, Database, Queries, Sweep, Tx } from '@jhalak/ports';
import { sourceKey } from './blob-keys.ts';
import type { OrderGate } from './types.ts';

/** Dropped by one sweep; the next one does the rest. */
const DROPPED_MAX = 500;

/** An original that is kept. */
export interface KeptOriginal {
  personId: string;
  videoId: string;
  bytes: number;
  /** Lower-case hexadecimal. */
  sha256: string;
}

/** @returns a statement of the table by one clip. */
const BY_VIDEO = 'FROM media_originals WHERE video_id = $1';

/** Notes that it is kept; safe to run again. */
export async function noteOriginal(tx: Tx, original: KeptOriginal, nowMs: number): Promise<void> {
  const { personId, videoId, bytes, sha256 } = original;
  await tx.query(
    {
      name: 'media.note_original',
      text: `INSERT INTO media_originals (person_id, video_id, bytes, sha256, kept_at_ms) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (person_id, video_id) DO UPDATE SET sha256 = excluded.sha256`,
    },
    [personId, videoId, bytes, sha256, nowMs],
  );
}

/** @returns its digest, also when its bytes are gone; undefined where it was not noted. */
export async function originalDigest(on: Queries, videoId: string): Promise<string | undefined> {
  const [row] = await on.query<{ sha256: string | null }>(
    { name: 'media.original_digest', text: `SELECT sha256 ${BY_VIDEO}` },
    [videoId],
  );
  return row?.sha256 ?? undefined;
}

/** Its bytes must be gone before. */
export async function forgetOriginal(on: Queries, videoId: string): Promise<void> {
  await on.query({ name: 'media.forget_original', text: `DELETE ${BY_VIDEO}` }, [videoId]);
}

/** @returns bytes of a person's originals that are there. */
export async function originalBytes(on: Queries, personId: string): Promise<number> {
  const [row] = await on.query<{ bytes: number }>(
    {
      name: 'media.original_bytes',
      text: `SELECT coalesce(sum(bytes), 0)::bigint AS bytes FROM media_originals
        WHERE person_id = $1 AND dropped_at_ms IS NULL`,
    },
    [personId],
  );
  return row?.bytes ?? 0;
}

export interface DropDeps {
  database: Database;
  blobs: Blobs;
  clock: Clock;
  orders?: OrderGate;
}

/** @param keptDays how long an original is kept; 0: not at all once its clip is whole. */
export function dropSweep(deps: DropDeps, keptDays: number): Sweep {
  return {
    name: 'media.drop_originals',
    everyMs: HOUR_MS,
    run: async () => await dropOriginals(deps, keptDays),
  };
}

// The bytes first: a row without bytes is dropped again, bytes without a row would stay.
async function dropOriginals(
  { database, blobs, clock, orders }: DropDeps,
  keptDays: number,
): Promise<number> {
  const due = await database.query<{ person_id: string; video_id: string }>(
    {
      name: 'media.originals_due',
      text: `SELECT person_id, video_id FROM media_originals WHERE kept_at_ms <= $1 AND dropped_at_ms IS NULL
        ORDER BY kept_at_ms LIMIT $2`,
    },
    [clock.nowMs() - keptDays * DAY_MS, DROPPED_MAX],
  );
  for (const { person_id: personId, video_id: videoId } of due) {
    // What an order hides is sealed away before it goes; when that fails it stays.
    await orders?.beforeDelete(videoId);
    await blobs.delete(sourceKey(videoId));
    await database.query(
      {
        name: 'media.original_dropped',
        text: 'UPDATE media_originals SET dropped_at_ms = $3 WHERE person_id = $1 AND video_id = $2',
      },
      [personId, videoId, clock.nowMs()],
    );
  }
  return due.length;
}
