// Which files clips' rows speak of. The bytes are media's; that they are wanted is known here.

import { ASSET_PREFIXES, assetFolder, sourceKey, type Looks } from '@jhalak/media';
import { blobsOfRows, type BlobHolder, type Database } from '@jhalak/ports';
import { lookKeys } from './media-names.ts';
import type { StoredRendition } from './types.ts';

interface Row {
  id: string;
  poster_key: string;
  renditions: StoredRendition[];
  looks: Looks | null;
}

const COLUMNS = 'video_id AS id, poster_key, renditions, looks';

/** @param purgedBeforeMs clips that were deleted before it are on their way out: nothing of them is missed. */
export function videoBlobs(database: Database, purgedBeforeMs: () => number): BlobHolder {
  return blobsOfRows<Row & { deleted_at_ms: number | null }>(database, {
    prefixes: ASSET_PREFIXES,
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
            ...lookKeys({ posterKey: row.poster_key, looks: row.looks }).map((key) => ({ key })),
            ...row.renditions.map(({ key, bytes, sha256 }) => ({ key, bytes, sha256 })),
          ],
    // Whether the original is missed is media's to say; while its clip is here, it is nobody's mistake.
    holds: (row, key) =>
      // The encoder's own poster stays beside a chosen cover.
      key.startsWith(assetFolder('posters', row.id)) ||
      lookKeys({ posterKey: row.poster_key, looks: row.looks }).includes(key) ||
      key === sourceKey(row.id) ||
      row.renditions.some((rendition) => rendition.key === key),
  });
}
