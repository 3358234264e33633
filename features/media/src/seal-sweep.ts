// Originals from before they were sealed: sealed now, some at a time. The sealed file comes first, then its row names it; it is
// read back, and only when it opens to the bytes that were received the plain one goes, and the row forgets it: killed anywhere,
// the next sweep goes on. A plain one that is not what was received any more is left as it lies, and told of.

import { DAY_MS, MINUTE_MS, messageOf, type Clock, type Ids, type Logger } from '@jhalak/kernel';
import type { Sweep } from '@jhalak/ports';
import { sourceKey } from './blob-keys.ts';
import { isDamage } from './damage.ts';
import { originalOf, pruneOriginals, type KeptOriginal, type OriginalDeps } from './originals.ts';
import { mayTakePlain } from './plain-originals.ts';
import { sealOriginal, type SealedOriginal } from './seal-original.ts';
import { digestOf } from './source-digest.ts';
import type { OrderGate } from './types.ts';

/** In one sweep: some gigabytes at most. */
const SEALED_MAX = 20;
/** A damaged one is looked at again: by then it may have been brought back from a backup. */
const DAMAGED_AGAIN_MS = DAY_MS;

export interface SealSweepDeps extends OriginalDeps {
  clock: Clock;
  ids: Ids;
  logger: Logger;
  orders?: OrderGate;
}

interface PlainRow {
  person_id: string;
  video_id: string;
  bytes: number;
  sha256: string | null;
  is_sealed: boolean;
}

/** @returns the sweep; it tells how many plain ones went. */
export function sealSweep(deps: SealSweepDeps): Sweep {
  return { name: 'media.seal_originals', everyMs: MINUTE_MS, run: async () => await sealDue(deps) };
}

async function sealDue(deps: SealSweepDeps): Promise<number> {
  const due = await deps.database.query<PlainRow>(
    {
      name: 'media.originals_plain',
      // In no order: those that fail each time must not be all that is ever tried.
      text: `SELECT person_id, video_id, bytes, sha256, blob_key IS NOT NULL AS is_sealed FROM media_originals
        WHERE plain_left AND (damaged_at_ms IS NULL OR damaged_at_ms <= $2) ORDER BY random() LIMIT $1`,
    },
    [SEALED_MAX, deps.clock.nowMs() - DAMAGED_AGAIN_MS],
  );
  let done = 0;
  for (const row of due) {
    try {
      if (await sealWhole(deps, row)) done += 1;
    } catch (error) {
      const { video_id: videoId } = row;
      if (isDamage(error)) await noteDamaged(deps, row, messageOf(error));
      // A key that is missing, a disk that does not read: the others are sealed all the same.
      else
        deps.logger.warn({ videoId, error: messageOf(error) }, 'an original could not be sealed');
    }
  }
  return done;
}

/** @returns whether the plain one is gone. */
async function sealWhole(deps: SealSweepDeps, row: PlainRow): Promise<boolean> {
  const { video_id: videoId } = row;
  let isSealed = row.is_sealed;
  if (!isSealed) {
    const sealed = await sealOne(deps, row);
    if (sealed === 'damaged') return false;
    isSealed = sealed === 'sealed';
  }
  // Before the plain one goes, which opens without its person's keys.
  await deps.orders?.keepOriginal(videoId);
  if (isSealed && !(await opensWhole(deps, videoId))) {
    await forgetSealed(deps, row);
    throw new Error('what was sealed does not open to what was received; it is sealed anew');
  }
  return await deps.database.transaction(async (tx) => {
    if (!(await mayTakePlain(tx))) return false;
    await pruneOriginals(deps, videoId);
    await tx.query(
      {
        name: 'media.plain_gone',
        text: `UPDATE media_originals SET plain_left = false, damaged_at_ms = NULL
          WHERE person_id = $1 AND video_id = $2`,
      },
      [row.person_id, videoId],
    );
    return true;
  });
}

async function sealOne(deps: SealSweepDeps, row: PlainRow): Promise<'sealed' | 'gone' | 'damaged'> {
  const { person_id: personId, video_id: videoId } = row;
  const plain = await deps.blobs.open(sourceKey(videoId));
  // Gone already: there is nothing to seal, and nothing to name.
  if (plain === undefined) return 'gone';
  const runId = deps.ids.next();
  const sealed = await sealOriginal(deps, { personId, videoId, runId }, () => plain);
  if (!isAsReceived(sealed, row)) {
    await deps.blobs.delete(sealed.blobKey);
    await noteDamaged(deps, row, 'its bytes are not those that were received');
    return 'damaged';
  }
  await noteSealed(deps, { personId, videoId, ...sealed });
  return 'sealed';
}

// Of the oldest nobody noted a digest: only their size is known.
function isAsReceived({ bytes, sha256 }: SealedOriginal, row: PlainRow): boolean {
  return bytes === row.bytes && (row.sha256 === null || sha256 === row.sha256);
}

async function opensWhole(deps: SealSweepDeps, videoId: string): Promise<boolean> {
  const original = await originalOf(deps, videoId);
  // Its person was erased: nobody opens it any more, and the plain one must go too.
  if (original === undefined) return true;
  try {
    const stored = await original.open();
    return stored !== undefined && (await digestOf(stored)) === original.sha256;
  } catch (error) {
    if (!isDamage(error)) throw error;
    return false;
  }
}

// Its size and digest were noted when it was received, but for the oldest.
async function noteSealed({ database }: SealSweepDeps, original: KeptOriginal): Promise<void> {
  const { personId, videoId, sha256, blobKey, keySealed, storedBytes, storedSha256 } = original;
  await database.query(
    {
      name: 'media.note_sealed',
      text: `UPDATE media_originals SET blob_key = $3, key_sealed = $4, stored_bytes = $5, stored_sha256 = $6,
          sha256 = coalesce(sha256, $7), damaged_at_ms = NULL
        WHERE person_id = $1 AND video_id = $2 AND blob_key IS NULL`,
    },
    [personId, videoId, blobKey, keySealed, storedBytes, storedSha256, sha256],
  );
}

// The plain one is the original again. The sealed file is nobody's then, and goes with the next one that is whole.
async function forgetSealed({ database }: SealSweepDeps, row: PlainRow): Promise<void> {
  await database.query(
    {
      name: 'media.forget_sealed',
      text: `UPDATE media_originals SET blob_key = NULL, key_sealed = NULL, stored_bytes = NULL, stored_sha256 = NULL
        WHERE person_id = $1 AND video_id = $2 AND plain_left`,
    },
    [row.person_id, row.video_id],
  );
}

async function noteDamaged(deps: SealSweepDeps, row: PlainRow, why: string): Promise<void> {
  const { database, clock, logger } = deps;
  const { person_id: personId, video_id: videoId } = row;
  logger.error(
    { videoId, key: sourceKey(videoId), why },
    'an original is damaged; it is left as it lies',
  );
  await database.query(
    {
      name: 'media.original_damaged',
      text: 'UPDATE media_originals SET damaged_at_ms = $3 WHERE person_id = $1 AND video_id = $2',
    },
    [personId, videoId, clock.nowMs()],
  );
}
