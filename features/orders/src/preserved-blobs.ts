// Which sealed copies are kept for authorities.

import { blobsOfRows, type BlobHolder, type Database } from '@jhalak/ports';

interface Row {
  id: string;
  blobs: { blob: string }[];
}

const COLUMNS = 'item_id AS id, blobs';

export function preservedBlobs(database: Database): BlobHolder {
  return blobsOfRows<Row>(database, {
    prefixes: ['preserved'],
    byIds: {
      name: 'orders.blobs_of',
      text: `SELECT ${COLUMNS} FROM order_preserved WHERE item_id = ANY($1::uuid[]) AND kind = 'clip'`,
    },
    after: {
      name: 'orders.blobs_after',
      text: `SELECT ${COLUMNS} FROM order_preserved WHERE item_id > $1 AND kind = 'clip' ORDER BY item_id LIMIT $2`,
    },
    needs: ({ blobs }) => blobs.map(({ blob }) => ({ key: blob })),
    // Copies come before the row names them: nothing that may be owed to an authority goes while its record stands.
    holds: () => true,
  });
}
