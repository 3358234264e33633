// Files of work under way: while an upload is not settled, whatever lies under its clip may still be published. What was
// published is held by the clip itself.

import { blobsOfRows, type BlobHolder, type Database } from '@jhalak/ports';
import { ASSET_PREFIXES } from './blob-keys.ts';

export function uploadBlobs(database: Database): BlobHolder {
  return blobsOfRows<{ id: string }>(database, {
    prefixes: ASSET_PREFIXES,
    byIds: {
      name: 'media.blobs_of',
      text: `SELECT video_id AS id FROM media_uploads WHERE video_id = ANY($1::uuid[]) AND settled_at_ms IS NULL`,
    },
    after: {
      name: 'media.blobs_after',
      text: `SELECT video_id AS id FROM media_uploads WHERE video_id > $1 AND settled_at_ms IS NULL
        ORDER BY video_id LIMIT $2`,
    },
    needs: () => [],
    holds: () => true,
  });
}
