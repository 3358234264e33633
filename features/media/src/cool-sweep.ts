// Clips that nobody is shown move to the slower disk, and back when they are shown again; originals go there by age. The sweep
// goes through all clips by id, some a minute, and begins anew at the end: it remembers nothing that a kill could lose.

import { DAY_MS, MINUTE_MS, messageOf, type Clock, type Logger } from '@jhalak/kernel';
import type { Blobs, BlobTiers, Database, Sweep } from '@jhalak/ports';
import { coldPolicyAt } from './cold-policy.ts';
import { aloneWithFiles } from './files-lock.ts';

/** Clips, and originals, looked at by one sweep: 1.4 million clips in ten days. */
const LOOKED_MAX = 100;
const NIL_ID = '00000000-0000-0000-0000-000000000000';

/** A clip's files that are played, and whether anybody was shown them lately. */
export interface RestingClip {
  videoId: string;
  keys: readonly string[];
  quiet: boolean;
}

/** Who knows what is played; implemented by the videos feature, wired in the app. */
interface RestingClips {
  /** @returns clips with ids greater than `after`, in order; `quiet`: published, and shown last, before `beforeMs`. Cost: one query. */
  restingAfter(after: string, beforeMs: number, limit: number): Promise<RestingClip[]>;
}

export interface CoolDeps {
  database: Database;
  blobs: Blobs;
  tiers: BlobTiers;
  clips: RestingClips;
  /** Whether a row of any feature still wants a file. */
  isHeld(key: string): Promise<boolean>;
  clock: Clock;
  logger: Logger;
}

/** @returns the sweep; it tells how many files it moved. */
export function coolSweep(deps: CoolDeps): Sweep {
  let [clipsAfter, originalsAfter] = [NIL_ID, NIL_ID];
  return {
    name: 'media.cool',
    everyMs: MINUTE_MS,
    run: async () => {
      const nowMs = deps.clock.nowMs();
      const policy = coldPolicyAt(nowMs);
      if (policy === undefined) return 0;
      const beforeMs = nowMs - policy.quietDays * DAY_MS;
      const clips = await deps.clips.restingAfter(clipsAfter, beforeMs, LOOKED_MAX);
      const originals = await originalsAt(deps.database, originalsAfter, beforeMs);
      let moved = 0;
      for (const { videoId, keys, quiet } of [...clips, ...originals])
        for (const key of keys) if (await place(deps, { videoId, key }, quiet)) moved += 1;
      clipsAfter = clips.length < LOOKED_MAX ? NIL_ID : (clips.at(-1)?.videoId ?? NIL_ID);
      originalsAfter =
        originals.length < LOOKED_MAX ? NIL_ID : (originals.at(-1)?.videoId ?? NIL_ID);
      return moved;
    },
  };
}

async function originalsAt(
  database: Database,
  after: string,
  beforeMs: number,
): Promise<RestingClip[]> {
  const rows = await database.query<{ video_id: string; blob_key: string }>(
    {
      name: 'media.originals_resting',
      text: `SELECT video_id, blob_key FROM media_originals
        WHERE video_id > $1 AND kept_at_ms <= $2 AND dropped_at_ms IS NULL AND blob_key IS NOT NULL
        ORDER BY video_id LIMIT $3`,
    },
    [after, beforeMs, LOOKED_MAX],
  );
  return rows.map((row) => ({ videoId: row.video_id, keys: [row.blob_key], quiet: true }));
}

/** @returns whether it was moved. One that cannot be moved stays where it is; the others go on. */
async function place(
  deps: CoolDeps,
  { videoId, key }: { videoId: string; key: string },
  quiet: boolean,
): Promise<boolean> {
  const { tiers, database, logger } = deps;
  try {
    const at = await tiers.placeOf(key);
    if (at === undefined || at === (quiet ? 'cold' : 'hot')) return false;
    return await aloneWithFiles(database, videoId, async () => await move(deps, key, quiet));
  } catch (error) {
    logger.warn({ key, error: messageOf(error) }, 'a file could not be moved');
    return false;
  }
}

async function move(
  { tiers, blobs, isHeld }: CoolDeps,
  key: string,
  quiet: boolean,
): Promise<boolean> {
  const done = quiet ? await tiers.cool(key) : await tiers.warm(key);
  // Deleted while it was copied by somebody who does not wait (a repair): the copy must not stay. Its row still wants it: it was
  // moved by another worker.
  if (done === 'gone' && !(await isHeld(key))) await blobs.delete(key);
  return done === 'moved';
}
