// Which files archives and waiting channels speak of.

import { blobsOfAll, blobsOfRows, type BlobHolder, type Database } from '@jhalak/ports';
import { arrivalFolder, filesOf } from './channel/channel-desk.ts';
import type { Channel } from './channel/types.ts';
import { archiveFolder } from './make-export.ts';

/** All archives of one person. */
interface ArchivesRow {
  id: string;
  /** Of those that can be fetched. */
  keys: string[];
  /** Those that are being made. */
  making: string[];
}

const ARCHIVES = `person_id AS id,
  coalesce(array_agg(blob_key) FILTER (WHERE blob_key IS NOT NULL), '{}') AS keys,
  coalesce(array_agg(export_id::text) FILTER (WHERE state IN ('queued', 'running')), '{}') AS making`;
const ARRIVALS = `move_id AS id, what FROM channel_arrivals`;

export function exportBlobs(database: Database): BlobHolder {
  const archives = blobsOfRows<ArchivesRow>(database, {
    prefixes: ['exports'],
    byIds: {
      name: 'exports.blobs_of',
      text: `SELECT ${ARCHIVES} FROM exports WHERE person_id = ANY($1::uuid[]) GROUP BY person_id`,
    },
    after: {
      name: 'exports.blobs_after',
      text: `SELECT ${ARCHIVES} FROM exports WHERE person_id > $1 GROUP BY person_id ORDER BY person_id LIMIT $2`,
    },
    needs: ({ keys }) => keys.map((key) => ({ key })),
    holds: ({ id, keys, making }, key) =>
      keys.includes(key) || making.some((one) => key.startsWith(`${archiveFolder(id)}${one}-`)),
  });
  const arrivals = blobsOfRows<{ id: string; what: Channel | null }>(database, {
    prefixes: ['arrivals'],
    byIds: {
      name: 'exports.arrival_blobs_of',
      text: `SELECT ${ARRIVALS} WHERE move_id = ANY($1::uuid[]) AND state = 'waiting'`,
    },
    after: {
      name: 'exports.arrival_blobs_after',
      text: `SELECT ${ARRIVALS} WHERE move_id > $1 AND state = 'waiting' ORDER BY move_id LIMIT $2`,
    },
    needs: ({ id, what }) =>
      (what?.clips ?? []).flatMap(filesOf).map((key) => ({ key: `${arrivalFolder(id)}${key}` })),
  });
  return blobsOfAll([archives, arrivals]);
}
