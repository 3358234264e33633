// Pictures of advertisers: what was sent, how far the look at it is, what was made of it.

import type { AdPicture, AdPictureRefusal, AdPictureState } from '@jhalak/contracts/ads-pictures';
import type { LockFile } from '@jhalak/contracts/lock';
import type { Queries } from '@jhalak/ports';
import { unknown } from '../record.ts';

/** One encoding, in the blob store. */
export interface AdRendition {
  key: string;
  format: 'avif' | 'webp';
  widthPx: number;
  heightPx: number;
  bytes: number;
  /** Lower-case hexadecimal. */
  sha256: string;
}

/** What was made of a picture. */
export interface MadePicture {
  /** Where the eye goes, 0 to 1 from left and top. */
  focus: { x: number; y: number };
  /** Base64 of ThumbHash. */
  thumbhash: string;
  /** Ascending by width. */
  renditions: readonly AdRendition[];
}

export interface PictureKey {
  organisation: string;
  picture: string;
}

interface PictureRow {
  organisation: string;
  picture_id: string;
  state: AdPictureState;
  refusal: AdPictureRefusal | null;
  made: MadePicture | null;
  created_at_ms: number;
}

/** Where all blobs of a picture lie. */
export function blobFolder({ organisation, picture }: PictureKey): string {
  return `ads/${organisation}/${picture}`;
}

/** @throws `ads.not_found`. */
export async function readPicture(on: Queries, key: PictureKey): Promise<PictureRow> {
  const [row] = await on.query<PictureRow>(
    {
      name: 'ads.picture',
      text: 'SELECT * FROM ad_pictures WHERE organisation = $1 AND picture_id = $2',
    },
    [key.organisation, key.picture],
  );
  if (row === undefined) throw unknown('picture');
  return row;
}

/** @returns how many of an advertiser's there are. */
export async function countPictures(on: Queries, organisation: string): Promise<number> {
  const [row] = await on.query<{ count: number }>(
    {
      name: 'ads.picture_count',
      text: 'SELECT count(*)::int AS count FROM ad_pictures WHERE organisation = $1',
    },
    [organisation],
  );
  return row?.count ?? 0;
}

export async function addPicture(on: Queries, key: PictureKey, nowMs: number): Promise<void> {
  await on.query(
    {
      name: 'ads.add_picture',
      text: `INSERT INTO ad_pictures (organisation, picture_id, state, created_at_ms) VALUES ($1, $2, 'checking', $3)`,
    },
    [key.organisation, key.picture, nowMs],
  );
}

/** Writes what the look at it gave; one that was looked at stays as it is. */
export async function finishPicture(
  on: Queries,
  key: PictureKey,
  looked: MadePicture | AdPictureRefusal,
): Promise<void> {
  const refused = typeof looked === 'string';
  await on.query(
    {
      name: 'ads.finish_picture',
      text: `UPDATE ad_pictures SET state = $3, refusal = $4, made = $5
        WHERE organisation = $1 AND picture_id = $2 AND state = 'checking'`,
    },
    [
      ...[key.organisation, key.picture, refused ? 'refused' : 'ready'],
      ...[refused ? looked : null, refused ? null : JSON.stringify(looked)],
    ],
  );
}

/**
 * @returns those creatives that show it and were approved, of an advertiser who is verified: through them strangers may
 * see it.
 */
export async function approvedWith(on: Queries, key: PictureKey): Promise<string[]> {
  const rows = await on.query<{ creative_id: string }>(
    {
      name: 'ads.approved_with_picture',
      text: `SELECT c.creative_id FROM ad_creatives c JOIN ad_advertisers a ON a.organisation = c.organisation
        WHERE c.organisation = $1 AND c.content ->> 'kind' = 'lock' AND c.content ->> 'picture' = $2::text
          AND c.review = 'approved' AND a.verification = 'verified'`,
    },
    [key.organisation, key.picture],
  );
  return rows.map((row) => row.creative_id);
}

/** @returns the picture as its advertiser reads it. */
export function shownPicture(row: PictureRow): AdPicture {
  const { organisation, picture_id: id, state, refusal, made } = row;
  return {
    ...{ id, organisation, state, createdAtMs: row.created_at_ms },
    ...(refusal === null ? {} : { refusal }),
    ...(made === null ? {} : { focus: made.focus, thumbhash: made.thumbhash }),
    files: (made?.renditions ?? []).map((one) => fileOf({ organisation, picture: id }, one)),
  };
}

/** @returns one encoding as devices get it: `url` is relative to the cell's origin. */
export function fileOf(key: PictureKey, rendition: AdRendition): LockFile {
  const { format, widthPx, heightPx, bytes, sha256 } = rendition;
  const url = `/v1/ads/pictures/${key.organisation}/${key.picture}/${sha256}`;
  return { url, type: `image/${format}`, widthPx, heightPx, bytes, sha256 };
}
