// Whether an ad was viewable, by the rule of the Media Rating Council (MRC Viewable Ad Impression Measurement Guidelines, 2014, and
// for mobile, 2016): at least half of its area, for one second without a break; of a video for two, while it plays. Pure.

import type { TimelineStep } from '@jhalak/contracts/ad-events';
import { SECOND_MS } from '@jhalak/kernel';

/** Of its area. */
const SHARE_MIN = 0.5;
const DISPLAY_MS = SECOND_MS;
const VIDEO_MS = 2 * SECOND_MS;

/**
 * @param timeline each step holds until the next one begins; the last one only ends the one before.
 * @returns whether it was viewable; undefined for a timeline that goes back in time. Cost: none.
 */
export function isViewable(
  timeline: readonly TimelineStep[],
  format: 'display' | 'video',
): boolean | undefined {
  const neededMs = format === 'video' ? VIDEO_MS : DISPLAY_MS;
  let runMs = 0;
  let isSeen = false;
  for (const [index, { t, share, playing = true }] of timeline.entries()) {
    const lengthMs = (timeline[index + 1]?.t ?? t) - t;
    if (lengthMs < 0) return undefined;
    // A step of no length is nothing that anybody saw, nor an interruption.
    if (lengthMs === 0) continue;
    const counts = share >= SHARE_MIN && (format === 'display' || playing);
    runMs = counts ? runMs + lengthMs : 0;
    isSeen ||= runMs >= neededMs;
  }
  return isSeen;
}

/** @returns from the first to the last step, milliseconds. Cost: none. */
export function timelineMs(timeline: readonly TimelineStep[]): number {
  return (timeline.at(-1)?.t ?? 0) - (timeline[0]?.t ?? 0);
}
