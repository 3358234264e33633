// Chooses which encoding of a clip to play.

import type { Rendition } from '@jhalak/contracts/videos';

export interface PlaybackSetting {
  /** Short side of the stage in physical pixels. */
  widthPx: number;
  /** The browser's estimate; undefined where it gives none. */
  downlinkMbps: number | undefined;
  /** The person or the browser asks for little data. */
  saveData: boolean;
  /** Whether the browser plays a codec string. */
  canPlay: (codec: string) => boolean;
}

/** A clip should need at most this part of the line, so that the next ones load meanwhile. */
const LINE_SHARE = 0.6;

/** A little blur is not seen; twice the bytes are felt. */
const SHARP_ENOUGH = 0.8;

/**
 * @param renditions ascending by size.
 * @returns the smallest that is sharp on this stage, or the best that the line carries; the first when nothing fits;
 * undefined when there is none that plays.
 */
export function pickRendition(
  renditions: readonly Rendition[],
  setting: PlaybackSetting,
): Rendition | undefined {
  const playable = renditions.filter((one) => setting.canPlay(one.codec));
  if (setting.saveData) return playable[0];
  const lineBps =
    setting.downlinkMbps === undefined ? Infinity : setting.downlinkMbps * 1e6 * LINE_SHARE;
  const carried = playable.filter((one) => one.bitrateBps <= lineBps);
  const sharp = carried.find(
    (one) => Math.min(one.widthPx, one.heightPx) >= setting.widthPx * SHARP_ENOUGH,
  );
  return sharp ?? carried.at(-1) ?? playable[0];
}
