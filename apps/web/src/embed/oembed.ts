// oEmbed 1.0 (https://oembed.com): how other sites ask for the frame of a clip by its link.

import type { Video } from '@jhalak/contracts/videos';
import { personPath, videoPath } from '../shell/routes.ts';
import { embedCode, embedPath, embedSize } from './embed-code.ts';

/** As long as any cache may keep bytes of a clip: what goes dark is dark everywhere soon. */
const CACHE_S = 60;
/** A clip's link and nothing else: its page, or its frame. */
const CLIP_PATH = /^\/(?:v|embed)\/([0-9a-f-]{36})\/?$/u;

/** @returns the clip that a link names; undefined for other sites' links and other pages of ours. */
export function clipOfLink(link: string, origin: string): string | undefined {
  if (!URL.canParse(link)) return undefined;
  const url = new URL(link);
  return url.origin === origin ? CLIP_PATH.exec(url.pathname)?.[1] : undefined;
}

/** Where another site asks after a clip's page. */
export const oembedLink = (origin: string, id: string): string =>
  `${origin}/oembed?format=json&url=${encodeURIComponent(origin + videoPath(id))}`;

/** @param video as a stranger may see it. */
export function oembedOf(
  video: Video,
  {
    origin,
    name,
    ...most
  }: { origin: string; name: string; maxWidthPx?: number; maxHeightPx?: number },
): Record<string, string | number> {
  const { handle, displayName } = video.creator;
  const size = embedSize(video, most);
  const title = video.caption || `@${handle}`;
  const [smallest] = video.renditions;
  return {
    version: '1.0',
    type: 'video',
    provider_name: name,
    provider_url: `${origin}/`,
    title,
    author_name: displayName ?? `@${handle}`,
    author_url: origin + personPath(handle),
    cache_age: CACHE_S,
    // A cover is as large as the smallest encoding.
    ...(smallest !== undefined && {
      thumbnail_url: new URL(video.poster, origin).href,
      thumbnail_width: smallest.widthPx,
      thumbnail_height: smallest.heightPx,
    }),
    html: embedCode(origin + embedPath(video.id), title, size),
    width: size.widthPx,
    height: size.heightPx,
  };
}
