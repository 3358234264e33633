// Which files clips' rows speak of. The bytes are media's; that they are wanted is known here.

import { sourceKey } from '@jhalak/media';
import { blobsOfRows, type BlobHolder, type Database } from '@jhalak/ports';
import type { StoredRendition } from './types.ts';

interface Row {
  id: string;
  poster_key: string;
  renditions: StoredRendition[];
}

const COLUMNS = 'video_id AS id, poster_key, renditions';

/** @param purgedBeforeMs clips that were deleted before it are on their way out: nothing of them is missed. */
export function videoBlobs(database: Database, purgedBeforeMs: () => number): BlobHolder {
  return blobsOfRows<Row & { deleted_at_ms: number | null }>(database, {
    prefixes: ['renditions', 'posters', 'sources'],
    byIds: {
      name: 'videos.blobs_of',
      text: `SELECT ${COLUMNS}, deleted_at_ms FROM videos WHERE video_id = ANY($1::uuid[])`,
    },
    after: {
      name: 'videos.blobs_after',
      text: `SELECT ${COLUMNS}, deleted_at_ms FROM videos WHERE video_id > $1 ORDER BY video_id LIMIT $2`,
    },
    needs: (row) =>
      row.deleted_at_ms !== null && row.deleted_at_ms < purgedBeforeMs()
        ? []
        : [
            { key: row.poster_key },
            ...row.renditions.map(({ key, bytes, sha256 }) => ({ key, bytes, sha256 })),
          ],
    // Whether the original is missed is media's to say; while its clip is here, it is nobody's mistake.
    holds: (row, key) =>
      key === row.poster_key ||
      key === sourceKey(row.id) ||
      row.renditions.some((rendition) => rendition.key === key),
  });
}
