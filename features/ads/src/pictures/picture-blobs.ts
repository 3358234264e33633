// Which files advertisers' pictures speak of.

import { blobsOfRows, type BlobHolder, type Database } from '@jhalak/ports';
import type { MadePicture } from './picture-store.ts';

interface Row {
  id: string;
  state: string;
  made: MadePicture | null;
}

const COLUMNS = 'picture_id AS id, state, made';

export function pictureBlobs(database: Database): BlobHolder {
  return blobsOfRows<Row>(database, {
    prefixes: ['ads'],
    // Behind its advertiser.
    idPart: 2,
    byIds: {
      name: 'ads.blobs_of',
      text: `SELECT ${COLUMNS} FROM ad_pictures WHERE picture_id = ANY($1::uuid[])`,
    },
    after: {
      name: 'ads.blobs_after',
      text: `SELECT ${COLUMNS} FROM ad_pictures WHERE picture_id > $1 ORDER BY picture_id LIMIT $2`,
    },
    needs: ({ made }) =>
      (made?.renditions ?? []).map(({ key, bytes, sha256 }) => ({ key, bytes, sha256 })),
    // What was sent is read as often as the look at it is tried.
    holds: ({ state, made }, key) =>
      state === 'checking' || made?.renditions.some((one) => one.key === key) === true,
  });
}
