// From a picture's size and the chosen cut to the files that are made of it.

import { PICTURE_SHAPE, PICTURE_WIDTHS_PX, PICTURE_WIDTH_MAX_PX } from '@jhalak/ports';
import type { Cut } from './attention.ts';
import type { ExifOrientation } from './picture-head.ts';

interface PixelCut {
  x: number;
  y: number;
  widthPx: number;
  heightPx: number;
}

export interface PicturePlan {
  cut: PixelCut;
  /** Ascending by width; widths and heights even, as chroma wants them. */
  sizes: readonly { widthPx: number; heightPx: number }[];
}

/** Wider AVIFs take more memory than the cage gives. */
const AVIF_WIDTH_MAX_PX = 720;

/** @returns what a size is made in, on an engine that can write AVIF or not. */
export function formatsOf(widthPx: number, avif: boolean): readonly ('avif' | 'webp')[] {
  return avif && widthPx <= AVIF_WIDTH_MAX_PX ? ['avif', 'webp'] : ['webp'];
}

/** More enlargement than this looks soft on every phone. */
const ENLARGE_MAX = 1.5;
/** Below this width of the cut there is no picture, only blur. */
export const CUT_WIDTH_MIN_PX = 240;

/** Width by height of what comes out. */
export const ASPECT = PICTURE_SHAPE.widthParts / PICTURE_SHAPE.heightParts;

/** @returns size after turning upright. */
export function uprightSize(head: {
  widthPx: number;
  heightPx: number;
  orientation: ExifOrientation;
}): { widthPx: number; heightPx: number } {
  const lies = head.orientation >= 5;
  return lies
    ? { widthPx: head.heightPx, heightPx: head.widthPx }
    : { widthPx: head.widthPx, heightPx: head.heightPx };
}

/** @returns width of the largest cut of the shape. */
export function cutWidthPx(size: { widthPx: number; heightPx: number }): number {
  return Math.floor(Math.min(size.widthPx, size.heightPx * ASPECT));
}

/**
 * @param size after turning upright.
 * @param widthsPx wanted, ascending.
 */
export function planPicture(
  size: { widthPx: number; heightPx: number },
  cut: Cut,
  widthsPx: readonly number[] = PICTURE_WIDTHS_PX,
): PicturePlan {
  const widthPx = cutWidthPx(size);
  const heightPx = Math.min(size.heightPx, Math.round(widthPx / ASPECT));
  const within = (at: number, room: number): number => Math.min(room, Math.max(0, Math.round(at)));
  const pixels = {
    x: within(cut.x * size.widthPx, size.widthPx - widthPx),
    y: within(cut.y * size.heightPx, size.heightPx - heightPx),
    widthPx,
    heightPx,
  };
  const widths = widthsPx.filter(
    (width, index) =>
      width <= PICTURE_WIDTH_MAX_PX && (index === 0 || width <= widthPx * ENLARGE_MAX),
  );
  return {
    cut: pixels,
    sizes: widths.map((width) => ({
      widthPx: width,
      heightPx: Math.round(width / ASPECT / 2) * 2,
    })),
  };
}
