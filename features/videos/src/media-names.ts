// Names of files of one clip under /media.

import { hlsNames } from './hls/playlists.ts';
import type { Looks } from '@jhalak/media';
import type { StoredVideo } from './types.ts';

const SUBTITLES = /^subtitles-([a-z]{2,3})\.(vtt|m3u8)$/u;

/** @returns the WebVTT file of a language. */
export const subtitleFile = (language: string): string => `subtitles-${language}.vtt`;

/** @returns which language's subtitles a name asks for: themselves, or HLS's playlist of them. */
export function subtitleName(
  file: string,
): { language: string; kind: 'text' | 'playlist' } | undefined {
  const [, language, ending] = SUBTITLES.exec(file) ?? [];
  if (language === undefined) return undefined;
  return { language, kind: ending === 'vtt' ? 'text' : 'playlist' };
}

/** @returns the poster's name. */
export function posterName({ posterKey }: Pick<StoredVideo, 'posterKey'>): string {
  // A chosen cover has a name of its own, so that no cache shows the one before.
  const chosen = /^covers\/.*-([0-9a-f]{12})-poster\./u.exec(posterKey)?.[1];
  const ending = posterKey.split('.').at(-1) ?? 'webp';
  return `poster${chosen === undefined ? '' : `-${chosen}`}.${ending}`;
}

/** What posters are called, whichever of them. */
export const POSTER = /^poster(?:-[0-9a-f]{12})?\.(?:webp|jpg)$/u;
export const PREVIEW = 'preview.mp4';
export const STORYBOARD_TEXT = 'storyboard.vtt';

export const storyboardName = ({ key }: Looks['storyboard']): string =>
  `storyboard.${key.split('.').at(-1) ?? 'webp'}`;

/** @returns blob keys of what a clip has beside its renditions. */
export function lookKeys({ posterKey, looks }: Pick<StoredVideo, 'posterKey' | 'looks'>): string[] {
  if (looks === null) return [posterKey];
  const { storyboard, previewKey } = looks;
  return [posterKey, storyboard.key, ...(previewKey === undefined ? [] : [previewKey])];
}

/** @returns every name that a clip has under /media: what caches may hold of it. */
export function mediaNames(
  video: Pick<StoredVideo, 'posterKey' | 'renditions' | 'subtitles' | 'looks'>,
): string[] {
  const subtitles = video.subtitles.flatMap((language) => [
    subtitleFile(language),
    `subtitles-${language}.m3u8`,
  ]);
  const plain = video.renditions.map(({ name }) => name);
  const { looks } = video;
  const looked = looks === null ? [] : [PREVIEW, STORYBOARD_TEXT, storyboardName(looks.storyboard)];
  return [...plain, ...looked, posterName(video), ...hlsNames(video.renditions), ...subtitles];
}
