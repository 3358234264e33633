import { DAY_MS, type Clock } from '@jhalak/kernel';
import type { Blobs, Database } from '@jhalak/ports';
import { blobFolder } from './picture-store.ts';

/** What no creative shows after this long was a try. */
const UNUSED_KEPT_MS = 7 * DAY_MS;
/** Of one sweep: a day's tries of a large region. */
const ROWS_MAX = 500;

/** Deletes pictures that no creative shows. @returns how many. */
export async function forgetPictures({
  database,
  blobs,
  clock,
}: {
  database: Database;
  blobs: Blobs;
  clock: Clock;
}): Promise<number> {
  const rows = await database.query<{ organisation: string; picture: string }>(
    {
      name: 'ads.forget_pictures',
      text: `DELETE FROM ad_pictures p WHERE (p.organisation, p.picture_id) IN (
          SELECT q.organisation, q.picture_id FROM ad_pictures q WHERE q.created_at_ms < $1 AND NOT EXISTS (
            SELECT 1 FROM ad_creatives c WHERE c.organisation = q.organisation AND c.content ->> 'kind' = 'lock'
              AND c.content ->> 'picture' = q.picture_id::text)
          ORDER BY q.created_at_ms LIMIT $2)
        RETURNING p.organisation, p.picture_id AS picture`,
    },
    [clock.nowMs() - UNUSED_KEPT_MS, ROWS_MAX],
  );
  for (const row of rows)
    for await (const key of blobs.list(`${blobFolder(row)}/`)) await blobs.delete(key);
  return rows.length;
}
