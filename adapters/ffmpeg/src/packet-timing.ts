// The length of a file whose head names none: browsers' recordings and transport streams. Told by its packets. Pure.

import type { Timing } from './read-streams.ts';

/** What ffprobe is asked for, one packet a line. */
export const PACKET_ENTRIES = 'packet=stream_index,pts_time,dts_time,duration_time';
/** Longest line that it then writes. */
export const PACKET_LINE_BYTES = 64;

/** A lone frame of unknown length. */
const FRAME_S = 1 / 30;

/**
 * Reads ffprobe's packet list.
 *
 * @param tracks the picture, and the sound if there is one: the clip lasts as long as the longer.
 * @returns undefined when the picture has no packet with a time.
 */
export function timingOfPackets(
  csv: string,
  tracks: { video: number; audio: number | undefined },
): Timing | undefined {
  let [firstS, endS, frameCount] = [Infinity, -Infinity, 0];
  for (const line of csv.split('\n')) {
    const [track, pts, dts, duration] = line.split(',').map(Number);
    if (line === '' || (track !== tracks.video && track !== tracks.audio)) continue;
    const atS = Number.isFinite(pts) ? pts : dts;
    if (atS === undefined || !Number.isFinite(atS)) continue;
    if (track === tracks.video) frameCount++;
    firstS = Math.min(firstS, atS);
    endS = Math.max(endS, atS + (duration !== undefined && duration > 0 ? duration : 0));
  }
  if (frameCount === 0) return undefined;
  const durationS = Math.max(endS - firstS, FRAME_S);
  return {
    durationMs: Math.round(durationS * 1000),
    frameCount,
    frameRate: frameCount / durationS,
  };
}
