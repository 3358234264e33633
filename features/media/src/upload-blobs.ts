// Files of work under way, and originals. While an upload is not settled, whatever lies under its clip may still be published;
// what was published is held by the clip itself.

import { blobsOfAll, blobsOfRows, type BlobHolder, type Database } from '@jhalak/ports';
import { ASSET_PREFIXES, sourceKey } from './blob-keys.ts';

export function mediaBlobs(database: Database): BlobHolder {
  return blobsOfAll([underWay(database), originals(database)]);
}

function underWay(database: Database): BlobHolder {
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

interface OriginalFile {
  id: string;
  blob_key: string | null;
  bytes: number;
  sha256: string | null;
  suspect: boolean;
}

function originals(database: Database): BlobHolder {
  // Of what lies there: the sealed file, or, from before, the bytes as received.
  const columns = `video_id AS id, blob_key, coalesce(stored_bytes, bytes)::bigint AS bytes,
    coalesce(stored_sha256, sha256) AS sha256, damaged_at_ms IS NOT NULL AS suspect`;
  return blobsOfRows<OriginalFile>(database, {
    prefixes: ['sources'],
    byIds: {
      name: 'media.originals_of',
      text: `SELECT ${columns} FROM media_originals WHERE video_id = ANY($1::uuid[]) AND dropped_at_ms IS NULL`,
    },
    after: {
      name: 'media.originals_after',
      text: `SELECT ${columns} FROM media_originals WHERE video_id > $1 AND dropped_at_ms IS NULL
        ORDER BY video_id LIMIT $2`,
    },
    needs: ({ id, blob_key: key, bytes, sha256, suspect }) => [
      {
        ...{ key: key ?? sourceKey(id), bytes },
        ...(sha256 === null ? {} : { sha256 }),
        ...(suspect ? { suspect } : {}),
      },
    ],
  });
}
