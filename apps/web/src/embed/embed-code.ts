// The lines that put a clip into another page: what the share sheet copies and oEmbed answers.

import type { Video } from '@jhalak/contracts/videos';

/** The largest that is offered unless somebody asks for less: a phone's stage. */
const SIDE_MAX_PX = { width: 360, height: 640 } as const;
/** Below it a player's own controls do not fit. */
const SIDE_MIN_PX = 120;
/** Of the line below the picture. */
const FOOT_PX = 60;

export interface EmbedSize {
  widthPx: number;
  heightPx: number;
}

/** @returns the frame of a clip within the bounds, in its shape; never below SIDE_MIN_PX, never above a phone's stage. */
export function embedSize(
  { widthPx, heightPx }: Pick<Video, 'widthPx' | 'heightPx'>,
  most: { maxWidthPx?: number; maxHeightPx?: number } = {},
): EmbedSize {
  const widest = Math.min(
    most.maxWidthPx ?? Infinity,
    widthPx > heightPx ? 640 : SIDE_MAX_PX.width,
  );
  const tallest = Math.min(most.maxHeightPx ?? Infinity, SIDE_MAX_PX.height + FOOT_PX) - FOOT_PX;
  const scale = Math.min(widest / widthPx, Math.max(tallest, 1) / heightPx);
  return {
    widthPx: Math.max(SIDE_MIN_PX, Math.round(widthPx * scale)),
    heightPx: Math.max(SIDE_MIN_PX, Math.round(heightPx * scale) + FOOT_PX),
  };
}

/** @param title read out by screen readers. */
export function embedCode(url: string, title: string, { widthPx, heightPx }: EmbedSize): string {
  const quoted = title.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  return (
    `<iframe src="${url}" title="${quoted}" width="${widthPx}" height="${heightPx}" ` +
    'style="border:0" loading="lazy" allow="fullscreen; picture-in-picture" allowfullscreen></iframe>'
  );
}

export const embedPath = (id: string): string => `/embed/${encodeURIComponent(id)}`;
