// The renditions of an upload: few, small first, never larger than what was sent.

import { MediaError, type SourceVideo } from '@jhalak/ports';

/** One rendition to encode. */
export interface RenditionPlan {
  /** Names the file: the short side in pixels. */
  name: string;
  codec: 'h264' | 'av1';
  /** Even, upright, square pixels. */
  widthPx: number;
  heightPx: number;
  /** Ceiling over a second or two; quiet pictures take far less. */
  maxBitrateBps: number;
}

/** Short sides in H.264: 360 plays on any phone and network, 720 is what its screen shows of a feed, 1080 is for large screens. */
const H264_SHORT_SIDES_PX = [360, 720, 1080] as const;
/** The rung between the first two, in AV1: who plays it gets more picture for the bytes of 360. */
const AV1_SHORT_SIDE_PX = 540;
/** Most renditions that `buildLadder` returns. */
export const LADDER_MAX = H264_SHORT_SIDES_PX.length + 1;

/** A rung below this step over the one before costs an encode and shows nothing. */
const RUNG_STEP_MIN = 1.25;

/** Smaller than the smallest phone clips (128 x 96): nothing can be seen. */
export const MIN_SIDE_PX = 64;

/** Beyond this a feed shows a line; panoramas are 3 to 1. */
export const MAX_ASPECT = 8;

/** Decoders of cheap phones stop at 1920 on a side. */
const LONG_SIDE_MAX_PX = 1920;

/** 900 kbit/s for 360 x 640, 2.5 Mbit/s for 720 x 1280: between, bits grow slower than pixels. */
const REFERENCE = { pixels: 360 * 640, bitrateBps: 900_000, exponent: 0.74 };

/** What AV1 needs of superfast H.264's bits for nearly the same picture; of moving clips, docs/measurements/encode.md. */
const AV1_BITRATE_SHARE = 0.62;

/**
 * Chooses the renditions to encode for one upload.
 *
 * @param source size in pixels as shown: upright, square pixels.
 * @param engine whether it writes AV1.
 * @returns 1 to LADDER_MAX renditions, ascending in size and ceiling; none larger than the source on any side; even sides. The
 *   first and the last are H.264, so that everybody has the smallest and the best. A source below 360 keeps its size as the
 *   only one.
 * @throws MediaError `media.too_small` below MIN_SIDE_PX, `media.shape_unsupported` above MAX_ASPECT.
 * Cost: pure, microseconds.
 */
export function buildLadder(
  source: Pick<SourceVideo, 'widthPx' | 'heightPx'>,
  engine: { av1: boolean },
): readonly RenditionPlan[] {
  const { widthPx, heightPx } = source;
  const shortPx = Math.min(widthPx, heightPx);
  const longPx = Math.max(widthPx, heightPx);
  if (!(shortPx >= MIN_SIDE_PX)) {
    throw new MediaError('media.too_small', { facts: { widthPx, heightPx, limitPx: MIN_SIDE_PX } });
  }
  if (longPx > shortPx * MAX_ASPECT) {
    throw new MediaError('media.shape_unsupported', { facts: { widthPx, heightPx } });
  }
  const ladder: RenditionPlan[] = [];
  for (const rungPx of H264_SHORT_SIDES_PX) {
    const plan = planRendition(source, Math.min(rungPx, shortPx), 'h264');
    const previous = ladder.at(-1);
    if (!previous || isStep(previous, plan)) ladder.push(plan);
  }
  const [first, second] = ladder;
  if (!engine.av1 || !first || !second) return ladder;
  const between = planRendition(source, AV1_SHORT_SIDE_PX, 'av1');
  if (!isStep(first, between) || !isStep(between, second)) return ladder;
  return ladder.toSpliced(1, 0, between);
}

function isStep(from: RenditionPlan, to: RenditionPlan): boolean {
  return to.heightPx >= from.heightPx * RUNG_STEP_MIN;
}

function planRendition(
  source: Pick<SourceVideo, 'widthPx' | 'heightPx'>,
  shortSidePx: number,
  codec: RenditionPlan['codec'],
): RenditionPlan {
  const { widthPx, heightPx } = source;
  const scale = Math.min(
    shortSidePx / Math.min(widthPx, heightPx),
    LONG_SIDE_MAX_PX / Math.max(widthPx, heightPx),
    1,
  );
  const size = { widthPx: evenSide(widthPx, scale), heightPx: evenSide(heightPx, scale) };
  const pixels = size.widthPx * size.heightPx;
  const h264Bps = REFERENCE.bitrateBps * (pixels / REFERENCE.pixels) ** REFERENCE.exponent;
  const maxBitrateBps = codec === 'av1' ? h264Bps * AV1_BITRATE_SHARE : h264Bps;
  return {
    name: String(Math.min(size.widthPx, size.heightPx)),
    codec,
    ...size,
    maxBitrateBps: Math.round(maxBitrateBps / 1000) * 1000,
  };
}

/** Chroma has half the sides of luma, so sides are even; rounding up must not pass the source. */
function evenSide(sidePx: number, scale: number): number {
  const nearest = 2 * Math.round((sidePx * scale) / 2);
  return Math.max(2, Math.min(nearest, 2 * Math.floor(sidePx / 2)));
}
