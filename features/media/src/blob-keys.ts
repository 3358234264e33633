// Where media lies in the blob store. Everything of one video is under `<kind>/<videoId>/`.

/** First parts of the keys of one video's blobs, as on the manifest. */
export const ASSET_PREFIXES = [
  'renditions',
  'posters',
  'sources',
  'covers',
  'storyboards',
  'previews',
] as const;
export type AssetPrefix = (typeof ASSET_PREFIXES)[number];
/** What a clip gets after it is published. */
export type LookPrefix = 'covers' | 'storyboards' | 'previews';

/** @returns what all keys of one kind of a video begin with, with the closing slash. */
export function assetFolder(prefix: AssetPrefix, videoId: string): string {
  return `${prefix}/${videoId}/`;
}

/**
 * The key of a rendition or picture that one run of the encoder made.
 *
 * @param runId names the run: an encoder does not give the same bytes twice, and bytes under a key never change.
 * @param file the encoder's file name: `360.mp4`.
 */
export function madeKey(
  prefix: 'renditions' | 'posters' | 'sources' | LookPrefix,
  videoId: string,
  runId: string,
  file: string,
): string {
  return `${assetFolder(prefix, videoId)}${runId}-${file}`;
}

/** The key of bytes as they were received, not sealed: those of before. */
export function sourceKey(videoId: string): string {
  return `${assetFolder('sources', videoId)}original`;
}
