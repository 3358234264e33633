// Which files reports' pictures speak of.

import { blobsOfRows, type BlobHolder, type Database } from '@jhalak/ports';
import type { PictureRendition } from './types.ts';

interface Row {
  id: string;
  renditions: PictureRendition[];
}

export function pictureBlobs(database: Database): BlobHolder {
  return blobsOfRows<Row>(database, {
    prefixes: ['report-pictures'],
    byIds: {
      name: 'publishers.blobs_of',
      text: `SELECT picture_id AS id, renditions FROM publisher_pictures WHERE picture_id = ANY($1::uuid[])`,
    },
    after: {
      name: 'publishers.blobs_after',
      text: `SELECT picture_id AS id, renditions FROM publisher_pictures WHERE picture_id > $1
        ORDER BY picture_id LIMIT $2`,
    },
    needs: ({ renditions }) =>
      renditions.map(({ blobKey: key, bytes, sha256 }) => ({ key, bytes, sha256 })),
  });
}
