// The data budget of a device: which encodings of a clip fit what is left of a day's bytes, and how many clips may be
// prepared. One rule for the server, which picks, and for the player, which keeps it. Free of the schema library: the
// viewer's first load holds it.

/** What is left of a day, in thousands of bytes, as the player tells it: ten terabytes are no budget. */
export const LEFT_KB_MAX = 10_000_000;
/** What is left should last for so many clips more: four pages. Each of them may take its part and no more. */
export const CLIPS_TO_LAST = 24;
/** Fewer than this many clips left, and nothing is prepared that may never be watched. */
const CLIPS_TO_PREPARE = 6;

interface Encoding {
  bytes: number;
}

/**
 * @param encodings of one clip, ascending by size; the first is one that every player knows.
 * @param leftBytes what is left of the day; 0 or more.
 * @returns the first, and of the others those within their part of what is left, in the same order. Cost: one pass.
 */
export function fittingEncodings<One extends Encoding>(
  encodings: readonly One[],
  leftBytes: number,
): One[] {
  const most = leftBytes / CLIPS_TO_LAST;
  return encodings.filter(({ bytes }, index) => index === 0 || bytes <= most);
}

/**
 * @param clipBytes the smallest encoding of each of the next clips; bytes.
 * @returns how many clips beyond the present one may be prepared with so much left: 2, 1 or none.
 */
export function clipsToPrepare(clipBytes: readonly number[], leftBytes: number): 0 | 1 | 2 {
  const largest = Math.max(0, ...clipBytes);
  if (largest * CLIPS_TO_LAST <= leftBytes) return 2;
  return largest * CLIPS_TO_PREPARE <= leftBytes ? 1 : 0;
}
