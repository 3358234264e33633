// Playlists as text (RFC 8216). Addresses are relative: whoever may fetch the playlist fetches the rest beside it.

import { CONTENT_LANGUAGES } from '@jhalak/contracts/languages';
import type { StoredRendition } from '../types.ts';
import { byteRanges, type HlsRendition } from './hls-files.ts';

/** Files beside a rendition `360.mp4`: its playlist, and the fragmented file that the playlist points into. */
const MASTER = 'master.m3u8';
const MEDIA_SUFFIX = '.m3u8';
const FRAGMENTED_SUFFIX = '-hls.mp4';

/** What an HLS address is about. */
export type HlsName =
  | { kind: 'master' }
  | { kind: 'playlist' | 'fragmented'; rendition: StoredRendition };

/** @returns every name under which HLS of these is found. */
export function hlsNames(renditions: readonly StoredRendition[]): string[] {
  const beside = renditions.flatMap((rendition) => [
    stem(rendition) + MEDIA_SUFFIX,
    stem(rendition) + FRAGMENTED_SUFFIX,
  ]);
  return [MASTER, ...beside];
}

/** @returns undefined for a name that is no file of HLS. */
export function hlsName(renditions: readonly StoredRendition[], file: string): HlsName | undefined {
  if (file === MASTER) return { kind: 'master' };
  for (const rendition of renditions) {
    if (file === stem(rendition) + MEDIA_SUFFIX) return { kind: 'playlist', rendition };
    if (file === stem(rendition) + FRAGMENTED_SUFFIX) return { kind: 'fragmented', rendition };
  }
  return undefined;
}

const stem = ({ name }: StoredRendition): string => name.replace(/\.[^.]+$/, '');

const SUBTITLE_GROUP = 'subtitles';

/**
 * @param subtitles languages.
 * @returns the list of renditions, in their order: players begin with the first.
 */
export function masterPlaylist(
  variants: readonly { rendition: StoredRendition; hls: HlsRendition }[],
  subtitles: readonly string[],
): string {
  return lines(
    ...['#EXTM3U', '#EXT-X-VERSION:7', '#EXT-X-INDEPENDENT-SEGMENTS'],
    ...subtitles.map((language) =>
      [
        `#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="${SUBTITLE_GROUP}",LANGUAGE="${language}"`,
        `NAME="${nameOf(language)}"`,
        'DEFAULT=NO,AUTOSELECT=YES,FORCED=NO',
        `URI="subtitles-${language}${MEDIA_SUFFIX}"`,
      ].join(','),
    ),
    ...variants.flatMap(({ rendition, hls }) => [
      `#EXT-X-STREAM-INF:${[
        `BANDWIDTH=${hls.peakBps}`,
        `AVERAGE-BANDWIDTH=${rendition.bitrateBps}`,
        `CODECS="${rendition.codec}"`,
        `RESOLUTION=${rendition.widthPx}x${rendition.heightPx}`,
        `FRAME-RATE=${hls.fragmented.frameRate.toFixed(3)}`,
        ...(subtitles.length === 0 ? [] : [`SUBTITLES="${SUBTITLE_GROUP}"`]),
      ].join(',')}`,
      stem(rendition) + MEDIA_SUFFIX,
    ]),
  );
}

/** @returns the segments of one rendition, each a byte range of its fragmented file. */
export function mediaPlaylist(rendition: StoredRendition, { fragmented }: HlsRendition): string {
  const file = stem(rendition) + FRAGMENTED_SUFFIX;
  const ranges = byteRanges(fragmented);
  const longestS = Math.max(...fragmented.segments.map(({ durationS }) => durationS));
  return lines(
    ...['#EXTM3U', '#EXT-X-VERSION:7', `#EXT-X-TARGETDURATION:${Math.ceil(longestS)}`],
    ...['#EXT-X-PLAYLIST-TYPE:VOD', '#EXT-X-INDEPENDENT-SEGMENTS'],
    `#EXT-X-MAP:URI="${file}",BYTERANGE="${fragmented.init.byteLength}@0"`,
    ...fragmented.segments.flatMap(({ durationS }, index) => [
      `#EXTINF:${durationS.toFixed(6)},`,
      `#EXT-X-BYTERANGE:${ranges[index]?.bytes ?? 0}@${ranges[index]?.at ?? 0}`,
      file,
    ]),
    '#EXT-X-ENDLIST',
  );
}

/** @returns subtitles as HLS wants them: one segment as long as the clip. */
export function subtitlePlaylist(file: string, durationMs: number): string {
  const seconds = durationMs / 1000;
  return lines(
    ...['#EXTM3U', '#EXT-X-VERSION:7', `#EXT-X-TARGETDURATION:${Math.ceil(seconds)}`],
    ...['#EXT-X-PLAYLIST-TYPE:VOD', `#EXTINF:${seconds.toFixed(3)},`, file, '#EXT-X-ENDLIST'],
  );
}

const nameOf = (language: string): string =>
  CONTENT_LANGUAGES.find(({ code }) => code === language)?.name ?? language;

const lines = (...all: readonly string[]): string => `${all.join('\n')}\n`;
