// The blobs of one video: what was put and not published, and the end of all of it.

import type { Blobs } from '@jhalak/ports';
import { ASSET_PREFIXES, assetFolder, type AssetPrefix } from './blob-keys.ts';
import type { StoredAsset } from './rows.ts';

/** Prefixes whose blobs an encoder makes anew in each run. */
const MADE_PREFIXES = ['renditions', 'posters'] as const;

/** Deletes every blob of a video. Idempotent. */
export async function deleteBlobs(blobs: Blobs, videoId: string): Promise<void> {
  await deleteUnless(blobs, videoId, ASSET_PREFIXES, new Set());
}

/** Deletes what runs of the encoder made and nobody published: a killed run leaves such blobs. */
export async function deleteUnpublished(
  blobs: Blobs,
  videoId: string,
  asset: StoredAsset | null,
): Promise<void> {
  const published =
    asset === null ? [] : [asset.posterKey, ...asset.renditions.map((rendition) => rendition.key)];
  await deleteUnless(blobs, videoId, MADE_PREFIXES, new Set(published));
}

/** Deletes what was kept of the source, but for one key. */
export async function deleteSources(blobs: Blobs, videoId: string, kept?: string): Promise<void> {
  await deleteUnless(blobs, videoId, ['sources'], new Set(kept === undefined ? [] : [kept]));
}

async function deleteUnless(
  blobs: Blobs,
  videoId: string,
  prefixes: readonly AssetPrefix[],
  kept: ReadonlySet<string>,
): Promise<void> {
  for (const prefix of prefixes) {
    const keys: string[] = [];
    for await (const key of blobs.list(assetFolder(prefix, videoId)))
      if (!kept.has(key)) keys.push(key);
    for (const key of keys) await blobs.delete(key);
  }
}
