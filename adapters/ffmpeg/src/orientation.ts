// How a phone says "hold me upright": a matrix beside the picture. There are eight ways that keep it rectangular.

import type { Orientation } from '@jhalak/ports';

/** Filters that do the turn, in order, for a picture as it is stored. */
export const ORIENTATION_FILTERS: Readonly<Record<Orientation, readonly string[]>> = {
  upright: [],
  turn_90: ['transpose=clock'],
  turn_180: ['hflip', 'vflip'],
  turn_270: ['transpose=cclock'],
  mirror_horizontal: ['hflip'],
  mirror_vertical: ['vflip'],
  transpose: ['transpose=cclock_flip'],
  anti_transpose: ['transpose=clock_flip'],
};

/** @returns whether width and height change places. */
export function swapsSides(orientation: Orientation): boolean {
  return ['turn_90', 'turn_270', 'transpose', 'anti_transpose'].includes(orientation);
}

/**
 * Reads the display matrix of ISO 14496-12 (`tkhd`): a point (x, y) is shown at (a·x + c·y, b·x + d·y), y down.
 *
 * @param a b c d of any scale; a slanted turn goes to the nearest right angle.
 * @returns `upright` for a matrix of zeros, which some cameras write.
 */
export function orientationOf(a: number, b: number, c: number, d: number): Orientation {
  if (Math.abs(a) + Math.abs(d) >= Math.abs(b) + Math.abs(c)) {
    if (a >= 0) return d >= 0 ? 'upright' : 'mirror_vertical';
    return d >= 0 ? 'mirror_horizontal' : 'turn_180';
  }
  if (b >= 0) return c >= 0 ? 'transpose' : 'turn_90';
  return c >= 0 ? 'turn_270' : 'anti_transpose';
}
