// Clips as their creators sent them: noted when they are kept, dropped when their time is over. What is played is never made
// from them again by itself; they are there for better encodes, and for whoever takes their data along.

import { DAY_MS, HOUR_MS, messageOf, type Clock, type Logger } from '@jhalak/kernel';
import type { Blobs, Database, Keys, Queries, Sweep, Tx } from '@jhalak/ports';
import type { Readable } from 'node:stream';
import { deleteSources } from './asset-blobs.ts';
import { sourceKey } from './blob-keys.ts';
import { aloneWithFiles } from './files-lock.ts';
import { secretOf, unsealOriginal, type SealedOriginal } from './seal-original.ts';
import type { OrderGate } from './types.ts';

/** Dropped by one sweep; the next one does the rest. */
const DROPPED_MAX = 500;

/** An original that is kept. */
export interface KeptOriginal extends SealedOriginal {
  personId: string;
  videoId: string;
}

/** @returns a statement of the table by one clip. */
const BY_VIDEO = 'FROM media_originals WHERE video_id = $1';

/** Notes that it is kept; safe to run again. */
export async function noteOriginal(tx: Tx, original: KeptOriginal, nowMs: number): Promise<void> {
  const { personId, videoId, bytes, sha256 } = original;
  const { blobKey, keySealed, storedBytes, storedSha256 } = original;
  await tx.query(
    {
      name: 'media.note_original',
      text: `INSERT INTO media_originals
          (person_id, video_id, bytes, sha256, kept_at_ms, blob_key, key_sealed, stored_bytes, stored_sha256)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (person_id, video_id) DO UPDATE SET sha256 = excluded.sha256, blob_key = excluded.blob_key,
          key_sealed = excluded.key_sealed, stored_bytes = excluded.stored_bytes, stored_sha256 = excluded.stored_sha256`,
    },
    [personId, videoId, bytes, sha256, nowMs, blobKey, keySealed, storedBytes, storedSha256],
  );
}

interface OriginalRow {
  person_id: string;
  bytes: number;
  sha256: string | null;
  blob_key: string | null;
  key_sealed: Buffer | null;
}

async function originalRow(on: Queries, videoId: string): Promise<OriginalRow | undefined> {
  const [row] = await on.query<OriginalRow>(
    {
      name: 'media.original',
      text: `SELECT person_id, bytes, sha256, blob_key, key_sealed ${BY_VIDEO} AND dropped_at_ms IS NULL`,
    },
    [videoId],
  );
  return row;
}

/** A clip as it was sent. */
export interface Original {
  bytes: number;
  /** Of the bytes as they were sent, lower-case hexadecimal; undefined: kept before it was noted. */
  sha256: string | undefined;
  /**
   * @returns undefined when its bytes are not there. The stream of a sealed one fails at the first byte that is not as it was
   *   written; `isDamage` tells such a failure from others.
   * @throws UnopenableError when its key is missing or was changed.
   */
  open(): Promise<Readable | undefined>;
}

export interface OriginalDeps {
  database: Database;
  blobs: Blobs;
  keys: Keys;
}

/** @returns undefined where none is kept, and where its person was erased: then nobody opens it. */
export async function originalOf(
  { database, blobs, keys }: OriginalDeps,
  videoId: string,
): Promise<Original | undefined> {
  const row = await originalRow(database, videoId);
  const blobKey = row?.blob_key ?? sourceKey(videoId);
  const open = async (): Promise<Readable | undefined> => await blobs.open(blobKey);
  if (row === undefined) {
    const stat = await blobs.stat(blobKey);
    return stat && { bytes: stat.bytes, sha256: undefined, open };
  }
  const { bytes, person_id: personId, key_sealed: keySealed } = row;
  const facts = { bytes, sha256: row.sha256 ?? undefined };
  if (keySealed === null) return { ...facts, open };
  const secret = secretOf(keys, personId, keySealed);
  const erased = await secret.then(
    (opened) => opened === undefined,
    () => false,
  );
  if (erased) return undefined;
  return {
    ...facts,
    open: async () => {
      const opened = await secret;
      const stored = opened && (await open());
      return stored && unsealOriginal(stored, opened, { videoId, blobKey });
    },
  };
}

/**
 * @returns where a sealed original lies, and its own key, for whoever must open it after its person was erased; undefined where
 *   there is none, or none that opens.
 */
export async function originalSecret(
  { database, keys }: Pick<OriginalDeps, 'database' | 'keys'>,
  videoId: string,
): Promise<{ blobKey: string; secret: Buffer } | undefined> {
  const row = await originalRow(database, videoId);
  if (row === undefined || row.blob_key === null || row.key_sealed === null) return undefined;
  const secret = await secretOf(keys, row.person_id, row.key_sealed);
  return secret && { blobKey: row.blob_key, secret };
}

/** Deletes what runs that were killed have sealed for this clip and no row names. */
export async function pruneOriginals(
  { database, blobs }: Pick<OriginalDeps, 'database' | 'blobs'>,
  videoId: string,
): Promise<void> {
  const row = await originalRow(database, videoId);
  await deleteSources(blobs, videoId, row && (row.blob_key ?? sourceKey(videoId)));
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
  logger: Logger;
  orders?: OrderGate;
}

interface DueRow {
  person_id: string;
  video_id: string;
  kept_at_ms: number;
}

/** @param keptDays how long an original is kept; 0: not at all once its clip is whole. */
export function dropSweep(deps: DropDeps, keptDays: number): Sweep {
  // Those that fail each time must not be all that is ever tried: the next run goes on behind them.
  let last: DueRow | undefined;
  return {
    name: 'media.drop_originals',
    everyMs: HOUR_MS,
    run: async () => {
      const due = await dueOriginals(deps, keptDays, last);
      last = due.length < DROPPED_MAX ? undefined : due.at(-1);
      let dropped = 0;
      for (const original of due) if (await dropOriginal(deps, original)) dropped += 1;
      return dropped;
    },
  };
}

async function dueOriginals(
  { database, clock }: DropDeps,
  keptDays: number,
  after: DueRow | undefined,
): Promise<DueRow[]> {
  return await database.query<DueRow>(
    {
      name: 'media.originals_due',
      text: `SELECT person_id, video_id, kept_at_ms FROM media_originals WHERE kept_at_ms <= $1 AND dropped_at_ms IS NULL
        AND (kept_at_ms, video_id) > ($2::bigint, $3::uuid) ORDER BY kept_at_ms, video_id LIMIT $4`,
    },
    [
      clock.nowMs() - keptDays * DAY_MS,
      after?.kept_at_ms ?? -1,
      after?.video_id ?? '00000000-0000-0000-0000-000000000000',
      DROPPED_MAX,
    ],
  );
}

// The bytes first: a row without bytes is dropped again, bytes without a row would stay.
async function dropOriginal(
  { database, blobs, clock, logger, orders }: DropDeps,
  { person_id: personId, video_id: videoId }: DueRow,
): Promise<boolean> {
  try {
    // What an order hides is sealed away before it goes; when that fails it stays.
    await orders?.beforeDelete(videoId);
    await aloneWithFiles(database, videoId, async () => await deleteSources(blobs, videoId));
  } catch (error) {
    logger.error({ videoId, error: messageOf(error) }, 'an original stays; it is tried again');
    return false;
  }
  await database.query(
    {
      name: 'media.original_dropped',
      text: 'UPDATE media_originals SET dropped_at_ms = $3, plain_left = false, damaged_at_ms = NULL WHERE person_id = $1 AND video_id = $2',
    },
    [personId, videoId, clock.nowMs()],
  );
  return true;
}
