// What the ranker foretells of a showing: one head each.

/**
 * The heads, in the order of their numbers. `watch`: where its watch time will stand among those of clips of its length, 0
 * to 1. The others are probabilities: `longView` 18 s or the whole of a shorter clip; `finish`; `like`; `share`; `follow` of
 * its creator; `skip` within two seconds; `notInterested`; `report`.
 */
export const HEADS = [
  'watch',
  'longView',
  'finish',
  'like',
  'share',
  'follow',
  'skip',
  'notInterested',
  'report',
] as const;
export type Head = (typeof HEADS)[number];
export const HEAD_COUNT = HEADS.length;

/** Marks a head about which an outcome says nothing. */
export const UNTOLD = -1;
