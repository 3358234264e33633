// HLS of a clip (RFC 8216), made while it is asked for: playlists, and the one fragmented file that they point into by byte
// ranges. Only tables are remembered; every picture and sound comes out of the rendition that is stored anyway.

import { Readable } from 'node:stream';
import { LRUCache } from 'lru-cache';
import { fragmentsOf, type Fragmented } from './fragments.ts';

/** Tables of some 1,500 clips of a quarter of a minute. */
const CACHE_BYTES_MAX = 48 * 1024 * 1024;
export const HLS_CACHE_AGE_S = 300;
/** Boxes at the top of a file of ours: ftyp, moov, free, mdat. */
const TOP_BOXES_MAX = 16;
/** Metadata of our longest clip is 200 KB. */
const MOOV_BYTES_MAX = 8 * 1024 * 1024;
const TOP_HEADER_BYTES = 16;

/** A rendition in the form of HLS. */
export interface HlsRendition {
  fragmented: Fragmented;
  /** Of the whole fragmented file. */
  bytes: number;
  /** Bits a second of the densest segment, as BANDWIDTH means it. */
  peakBps: number;
}

/** Opens bytes of a rendition, as they are or without their sound; both ends inclusive. */
type OpenPart = (part: { start: number; end: number }) => Promise<Readable | undefined>;

/** A rendition as it is to be sent. */
export interface Sent {
  /** Of its bytes, and of how they are sent. */
  mark: string;
  bytes: number;
  open: OpenPart;
}

export class HlsFiles {
  // By mark: bytes under a key never change.
  readonly #made = new LRUCache<string, HlsRendition>({
    maxSize: CACHE_BYTES_MAX,
    sizeCalculation: ({ fragmented }) => tableBytes(fragmented) + 512,
    ttl: HLS_CACHE_AGE_S * 1000,
  });

  /**
   * @returns undefined for a file that is gone, or that is no plain MP4 with a picture.
   * Cost: microseconds when remembered; else four small reads and some milliseconds.
   */
  async of(sent: Sent): Promise<HlsRendition | undefined> {
    const known = this.#made.get(sent.mark);
    if (known !== undefined) return known;
    const made = await readRendition(sent);
    if (made !== undefined) this.#made.set(sent.mark, made);
    return made;
  }

  /** @returns bytes `start` to `end`, inclusive, of the fragmented file. */
  stream({ open }: Sent, hls: HlsRendition, start: number, end: number): Readable {
    return Readable.from(pieces(open, hls, start, end), { objectMode: false });
  }
}

async function* pieces(
  open: OpenPart,
  { fragmented }: HlsRendition,
  start: number,
  end: number,
): AsyncGenerator<Buffer> {
  let at = 0;
  const cut = (bytes: Buffer): Buffer => {
    const part = bytes.subarray(Math.max(0, start - at), Math.max(0, end + 1 - at));
    at += bytes.byteLength;
    return part;
  };
  yield cut(fragmented.init);
  for (const { head, from, to } of fragmented.segments) {
    if (at > end) return;
    yield cut(head);
    const first = from + Math.max(0, start - at);
    const last = Math.min(to - 1, from + end - at);
    at += to - from;
    if (first > last) continue;
    const stream = await open({ start: first, end: last });
    if (stream === undefined) throw new Error('the bytes of a clip went while they were sent');
    yield* stream as AsyncIterable<Buffer>;
  }
}

/** @returns where each segment lies in the fragmented file, after the init part. */
export function byteRanges({ init, segments }: Fragmented): { at: number; bytes: number }[] {
  let at = init.byteLength;
  return segments.map(({ head, from, to }) => {
    const bytes = head.byteLength + to - from;
    const range = { at, bytes };
    at += bytes;
    return range;
  });
}

function tableBytes({ init, segments }: Fragmented): number {
  return segments.reduce((sum, { head }) => sum + head.byteLength + 128, init.byteLength);
}

async function readRendition({ open, bytes }: Sent): Promise<HlsRendition | undefined> {
  const top = await topBoxes(open, bytes);
  const [ftyp, moov] = [top.get('ftyp'), top.get('moov')];
  if (ftyp === undefined || moov === undefined || moov.to - moov.start > MOOV_BYTES_MAX)
    return undefined;
  const fragmented = fragmentedOf(
    await readPart(open, ftyp.at, ftyp.to),
    await readPart(open, moov.start, moov.to),
  );
  if (fragmented === undefined) return undefined;
  const ranges = byteRanges(fragmented);
  const last = ranges.at(-1);
  const peakBps = Math.max(
    ...fragmented.segments.map(
      ({ durationS }, index) => ((ranges[index]?.bytes ?? 0) * 8) / durationS,
    ),
  );
  return {
    fragmented,
    bytes: last === undefined ? 0 : last.at + last.bytes,
    peakBps: Math.ceil(peakBps),
  };
}

// A file that is not as ours are has no HLS form; it still plays as it is.
function fragmentedOf(ftyp: Buffer, moov: Buffer): Fragmented | undefined {
  try {
    return fragmentsOf(ftyp, moov);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

interface TopBox {
  at: number;
  /** Of its content. */
  start: number;
  to: number;
}

async function topBoxes(open: OpenPart, bytes: number): Promise<Map<string, TopBox>> {
  const boxes = new Map<string, TopBox>();
  let at = 0;
  while (at + TOP_HEADER_BYTES <= bytes && boxes.size < TOP_BOXES_MAX) {
    const header = await readPart(open, at, at + TOP_HEADER_BYTES);
    if (header.byteLength < TOP_HEADER_BYTES) break;
    const size32 = header.readUInt32BE(0);
    const size = size32 === 1 ? Number(header.readBigUInt64BE(8)) : size32;
    const start = at + (size32 === 1 ? 16 : 8);
    if (at + size > bytes || size < start - at) break;
    boxes.set(header.toString('latin1', 4, 8), { at, start, to: at + size });
    at += size;
  }
  return boxes;
}

async function readPart(open: OpenPart, from: number, to: number): Promise<Buffer> {
  const stream = await open({ start: from, end: to - 1 });
  if (stream === undefined) return Buffer.alloc(0);
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
