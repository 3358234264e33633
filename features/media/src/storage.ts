// How much room one person's clips may take, and how much they do.

import { problem } from '@jhalak/contracts';
import type { StorageUse } from '@jhalak/contracts/videos';
import type { Queries } from '@jhalak/ports';
import { originalBytes } from './originals.ts';

export interface StorageDeps {
  /** Bytes of a person's clips as they are played; given by the videos feature. */
  clipBytes: (on: Queries, personId: string) => Promise<number>;
  /** Bytes that one person may take. */
  limitBytes: number;
}

/** @returns a person's room. Cost: three sums over rows of theirs. */
export async function storageOf(
  { clipBytes, limitBytes }: StorageDeps,
  on: Queries,
  personId: string,
): Promise<StorageUse> {
  const clips = await clipBytes(on, personId);
  const originals = await originalBytes(on, personId);
  const [waiting] = await on.query<{ bytes: number }>(
    {
      name: 'media.waiting_bytes',
      text: `SELECT coalesce(sum(bytes), 0)::bigint AS bytes FROM media_uploads
        WHERE person_id = $1 AND settled_at_ms IS NULL`,
    },
    [personId],
  );
  const waitingBytes = waiting?.bytes ?? 0;
  return {
    limitBytes,
    usedBytes: clips + originals + waitingBytes,
    clipsBytes: clips,
    originalsBytes: originals,
    waitingBytes,
  };
}

/** @throws JhalakError `upload.storage_full` when so many bytes more are too many. */
export async function checkRoom(
  deps: StorageDeps,
  on: Queries,
  personId: string,
  moreBytes: number,
): Promise<void> {
  const { usedBytes, limitBytes } = await storageOf(deps, on, personId);
  if (usedBytes + moreBytes <= limitBytes) return;
  throw problem(
    'upload.storage_full',
    `Your clips take ${sizeOf(usedBytes)} of the ${sizeOf(limitBytes)} that you have here. Delete clips that you need no longer; then upload this one.`,
  );
}

const sizeOf = (bytes: number): string =>
  bytes < 1e9 ? `${Math.ceil(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
