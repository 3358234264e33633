// Which files cards' rows speak of.

import { blobsOfRows, type BlobHolder, type Database, type NeededBlob } from '@jhalak/ports';
import type { CardLoop, CardPicture } from './types.ts';

interface Row {
  id: string;
  picture: CardPicture | null;
  loop: CardLoop | null;
  ended_at_ms: number | null;
}

const COLUMNS = 'card_id AS id, picture, loop, ended_at_ms';

export function cardBlobs(database: Database): BlobHolder {
  return blobsOfRows<Row>(database, {
    prefixes: ['cards'],
    byIds: {
      name: 'cards.blobs_of',
      text: `SELECT ${COLUMNS} FROM cards WHERE card_id = ANY($1::uuid[])`,
    },
    after: {
      name: 'cards.blobs_after',
      text: `SELECT ${COLUMNS} FROM cards WHERE card_id > $1 ORDER BY card_id LIMIT $2`,
    },
    needs: filesOf,
    // A picture that the desk sent waits for its job, and the job may wait for its machine.
    holds: (row, key) =>
      (row.ended_at_ms === null && key.endsWith('/source')) ||
      filesOf(row).some((file) => file.key === key),
  });
}

// A story's card may show a report's picture: that one is the report's own.
function filesOf({ picture, loop }: Row): NeededBlob[] {
  return [...(picture?.renditions ?? []), ...(loop === null ? [] : [loop])]
    .filter(({ key }) => key.startsWith('cards/'))
    .map(({ key, bytes, sha256 }) => ({ key, bytes, sha256 }));
}
