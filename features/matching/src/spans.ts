// A clip's frames as they are kept: pictures that stay the same for a while are one hash with its time.

import { distanceOf, PDQ_BYTES, PDQ_QUALITY_MIN, type PdqHash } from '@jhalak/pdq';

/** One picture for some ticks. */
export interface FrameSpan {
  fromTick: number;
  ticks: number;
  hash: Uint8Array;
}

/** Frames this near are kept as one: what is near one of them is, within a quarter of the threshold, near the other. */
const SAME_BITS = 8;
const HEAD_BYTES = 4;
const SPAN_BYTES = HEAD_BYTES + PDQ_BYTES;
const TICKS_MAX = 0xffff;

/** Frames too smooth to be told from others are left out. Pure. */
export function spansOf(frames: readonly PdqHash[]): FrameSpan[] {
  const spans: FrameSpan[] = [];
  for (const [tick, { hash, quality }] of frames.slice(0, TICKS_MAX).entries()) {
    if (quality < PDQ_QUALITY_MIN) continue;
    const last = spans.at(-1);
    const joins =
      last !== undefined &&
      last.fromTick + last.ticks === tick &&
      distanceOf(last.hash, hash) <= SAME_BITS;
    if (joins) last.ticks += 1;
    else spans.push({ fromTick: tick, ticks: 1, hash });
  }
  return spans;
}

/** Tick, length and hash of each. */
export function packSpans(spans: readonly FrameSpan[]): Buffer {
  const packed = Buffer.alloc(spans.length * SPAN_BYTES);
  for (const [index, { fromTick, ticks, hash }] of spans.entries()) {
    const at = index * SPAN_BYTES;
    packed.writeUInt16LE(fromTick, at);
    packed.writeUInt16LE(ticks, at + 2);
    packed.set(hash, at + HEAD_BYTES);
  }
  return packed;
}

export function unpackSpans(packed: Buffer): FrameSpan[] {
  return Array.from({ length: Math.floor(packed.byteLength / SPAN_BYTES) }, (_, index) => {
    const at = index * SPAN_BYTES;
    return {
      fromTick: packed.readUInt16LE(at),
      ticks: packed.readUInt16LE(at + 2),
      hash: Uint8Array.from(packed.subarray(at + HEAD_BYTES, at + SPAN_BYTES)),
    };
  });
}
