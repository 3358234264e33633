// Originals from before they were sealed: sealed now, some at a time. The sealed file comes first, then its row names it, then
// the plain one goes, and only then the row forgets it: killed anywhere, the next sweep goes on.

import { MINUTE_MS, messageOf, type Ids, type Logger } from '@jhalak/kernel';
import type { Sweep } from '@jhalak/ports';
import { sourceKey } from './blob-keys.ts';
import { pruneOriginals, type KeptOriginal, type OriginalDeps } from './originals.ts';
import { sealOriginal } from './seal-original.ts';
import type { OrderGate } from './types.ts';

/** In one sweep: some gigabytes at most. */
const SEALED_MAX = 20;

export interface SealSweepDeps extends OriginalDeps {
  ids: Ids;
  logger: Logger;
  orders?: OrderGate;
}

interface PlainRow {
  person_id: string;
  video_id: string;
  is_sealed: boolean;
}

export function sealSweep(deps: SealSweepDeps): Sweep {
  return { name: 'media.seal_originals', everyMs: MINUTE_MS, run: async () => await sealDue(deps) };
}

async function sealDue(deps: SealSweepDeps): Promise<number> {
  const due = await deps.database.query<PlainRow>(
    {
      name: 'media.originals_plain',
      // In no order: those that fail each time must not be all that is ever tried.
      text: `SELECT person_id, video_id, blob_key IS NOT NULL AS is_sealed FROM media_originals
        WHERE plain_left ORDER BY random() LIMIT $1`,
    },
    [SEALED_MAX],
  );
  let done = 0;
  for (const row of due) {
    try {
      if (!row.is_sealed) await sealOne(deps, row);
      // Before the plain one goes, which opens without its person's keys.
      await deps.orders?.keepOriginal(row.video_id);
      await pruneOriginals(deps, row.video_id);
      await forgetPlain(deps, row);
      done += 1;
    } catch (error) {
      // A key that is missing, a disk that does not read: the others are sealed all the same.
      const { video_id: videoId } = row;
      deps.logger.warn({ videoId, error: messageOf(error) }, 'an original could not be sealed');
    }
  }
  return done;
}

async function sealOne(deps: SealSweepDeps, row: PlainRow): Promise<void> {
  const { person_id: personId, video_id: videoId } = row;
  const plain = await deps.blobs.open(sourceKey(videoId));
  // Gone already: there is nothing to seal, and nothing to name.
  if (plain === undefined) return;
  const runId = deps.ids.next();
  const sealed = await sealOriginal(deps, { personId, videoId, runId }, () => plain);
  await noteSealed(deps, { personId, videoId, ...sealed });
}

// Its size and digest were noted when it was received, but for the oldest.
async function noteSealed({ database }: SealSweepDeps, original: KeptOriginal): Promise<void> {
  const { personId, videoId, sha256, blobKey, keySealed, storedBytes, storedSha256 } = original;
  await database.query(
    {
      name: 'media.note_sealed',
      text: `UPDATE media_originals SET blob_key = $3, key_sealed = $4, stored_bytes = $5, stored_sha256 = $6,
          sha256 = coalesce(sha256, $7)
        WHERE person_id = $1 AND video_id = $2 AND blob_key IS NULL`,
    },
    [personId, videoId, blobKey, keySealed, storedBytes, storedSha256, sha256],
  );
}

async function forgetPlain({ database }: SealSweepDeps, row: PlainRow): Promise<void> {
  await database.query(
    {
      name: 'media.plain_gone',
      text: 'UPDATE media_originals SET plain_left = false WHERE person_id = $1 AND video_id = $2',
    },
    [row.person_id, row.video_id],
  );
}
