// Reads a finished MP4 of ours back, box by box: whole, metadata first, how long, which codecs.
// The engine that wrote it ran a stranger's bytes, so nothing in the file is believed before it is bounded.

import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';

/** What a finished rendition must show. */
export interface Mp4Facts {
  bytes: number;
  /** Metadata before media: playing can begin with the first bytes. */
  faststart: boolean;
  durationMs: number;
  /** RFC 6381. */
  codec: string;
  hasAudio: boolean;
  /** Players show the picture as it is stored. */
  upright: boolean;
}

/** Boxes at the top of a file of ours: ftyp, moov, free, mdat. */
const TOP_BOXES_MAX = 16;
/** Metadata of our longest clip is 200 KB. */
const MOOV_BYTES_MAX = 8 * 1024 * 1024;
/** Boxes at one level inside moov. */
const BOXES_MAX = 64;

interface Box {
  type: string;
  /** Of its content. */
  start: number;
  end: number;
}

/**
 * Reads a file's facts.
 *
 * @returns undefined when it is not a plain, whole MP4 with a picture: a link, a pipe, cut off, or empty.
 */
export async function readMp4Facts(path: string): Promise<Mp4Facts | undefined> {
  // A caged engine could have left a link to one of our files in its folder: never followed.
  await using file = await open(
    path,
    constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK,
  );
  const stat = await file.stat();
  if (!stat.isFile() || stat.nlink !== 1) return undefined;
  const top = await topBoxes(file, stat.size);
  const moovAt = top?.findIndex((box) => box.type === 'moov') ?? -1;
  const mdatAt = top?.findIndex((box) => box.type === 'mdat') ?? -1;
  const moovBox = top?.[moovAt];
  if (!moovBox || mdatAt < 0 || moovBox.end - moovBox.start > MOOV_BYTES_MAX) return undefined;
  const moov = Buffer.alloc(moovBox.end - moovBox.start);
  await file.read(moov, 0, moov.byteLength, moovBox.start);
  try {
    return { bytes: stat.size, faststart: moovAt < mdatAt, ...readMoov(moov) };
  } catch (thrown) {
    if (thrown instanceof RangeError) return undefined;
    throw thrown;
  }
}

async function topBoxes(file: FileHandle, fileBytes: number): Promise<Box[] | undefined> {
  const boxes: Box[] = [];
  const header = Buffer.alloc(16);
  let at = 0;
  while (at < fileBytes) {
    const { bytesRead } = await file.read(header, 0, 16, at);
    if (bytesRead < 8 || boxes.length === TOP_BOXES_MAX) return undefined;
    const size32 = header.readUInt32BE(0);
    const size = size32 === 1 ? Number(header.readBigUInt64BE(8)) : size32;
    const headerBytes = size32 === 1 ? 16 : 8;
    if (size < headerBytes || at + size > fileBytes) return undefined;
    boxes.push({ type: header.toString('latin1', 4, 8), start: at + headerBytes, end: at + size });
    at += size;
  }
  return boxes;
}

/** @throws RangeError for anything that does not fit. */
function readMoov(moov: Buffer): Omit<Mp4Facts, 'bytes' | 'faststart'> {
  const movie = timesOf(moov, need(moov, 0, moov.byteLength, 'mvhd'));
  const tracks = boxesIn(moov, 0, moov.byteLength).filter((box) => box.type === 'trak');
  let [videoDurationMs, videoCodec, audioCodec, upright] = [0, '', '', false];
  for (const track of tracks) {
    const media = need(moov, track.start, track.end, 'mdia');
    const handler = need(moov, media.start, media.end, 'hdlr');
    const kind = moov.toString('latin1', handler.start + 8, handler.start + 12);
    if (kind === 'vide') {
      videoDurationMs = timesOf(moov, need(moov, media.start, media.end, 'mdhd'));
      upright = isUpright(moov, need(moov, track.start, track.end, 'tkhd'));
      videoCodec = codecOf(moov, descriptionOf(moov, media));
    } else if (kind === 'soun') {
      // AAC-LC is all that we write.
      audioCodec = 'mp4a.40.2';
    }
  }
  if (!videoCodec || !(videoDurationMs > 0)) throw new RangeError('there is no picture');
  return {
    durationMs: movie,
    codec: audioCodec ? `${videoCodec},${audioCodec}` : videoCodec,
    hasAudio: audioCodec !== '',
    upright,
  };
}

function boxesIn(bytes: Buffer, start: number, end: number): Box[] {
  const boxes: Box[] = [];
  let at = start;
  while (at + 8 <= end) {
    const size = bytes.readUInt32BE(at);
    if (size < 8 || at + size > end || boxes.length === BOXES_MAX) {
      throw new RangeError('a box does not fit');
    }
    boxes.push({ type: bytes.toString('latin1', at + 4, at + 8), start: at + 8, end: at + size });
    at += size;
  }
  return boxes;
}

function need(bytes: Buffer, start: number, end: number, type: string): Box {
  const found = boxesIn(bytes, start, end).find((box) => box.type === type);
  if (!found) throw new RangeError(`there is no ${type}`);
  return found;
}

/** Duration of an mvhd or mdhd in milliseconds. */
function timesOf(bytes: Buffer, box: Box): number {
  const long = bytes.readUInt8(box.start) === 1;
  const timescale = bytes.readUInt32BE(box.start + (long ? 20 : 12));
  const duration = long
    ? Number(bytes.readBigUInt64BE(box.start + 24))
    : bytes.readUInt32BE(box.start + 16);
  if (timescale === 0) throw new RangeError('time has no scale');
  return Math.round((duration / timescale) * 1000);
}

/** Whether the display matrix of a tkhd turns nothing: a, b, c, d of ISO 14496-12, 8.3.2. */
function isUpright(bytes: Buffer, box: Box): boolean {
  const matrixAt = box.start + (bytes.readUInt8(box.start) === 1 ? 52 : 40);
  const one = 0x0001_0000;
  return [one, 0, 0, one].every((value, i) => {
    const at = matrixAt + ([0, 4, 12, 16][i] ?? 0);
    return bytes.readInt32BE(at) === value;
  });
}

function descriptionOf(bytes: Buffer, media: Box): Box {
  const information = need(bytes, media.start, media.end, 'minf');
  const table = need(bytes, information.start, information.end, 'stbl');
  return need(bytes, table.start, table.end, 'stsd');
}

/** @throws RangeError for what is neither H.264 nor AV1. */
function codecOf(bytes: Buffer, description: Box): string {
  // Past version and count.
  const [entry] = boxesIn(bytes, description.start + 8, description.end);
  if (!entry) throw new RangeError('a track has no description');
  // Past the entry's 78 fixed bytes (ISO 14496-12, VisualSampleEntry).
  const configurationAt = entry.start + 78;
  if (entry.type === 'av01') {
    return av1Codec(bytes, need(bytes, configurationAt, entry.end, 'av1C'));
  }
  if (entry.type !== 'avc1') throw new RangeError('this is none of our codecs');
  const { start } = need(bytes, configurationAt, entry.end, 'avcC');
  return `avc1.${bytes.toString('hex', start + 1, start + 4)}`;
}

/** `av01.`, profile, level, tier and bits (AV1 in ISO Base Media File Format, 5). */
function av1Codec(bytes: Buffer, { start }: Box): string {
  const [first, second] = [bytes.readUInt8(start + 1), bytes.readUInt8(start + 2)];
  const level = String(first & 0x1f).padStart(2, '0');
  const tier = second & 0x80 ? 'H' : 'M';
  const bits = second & 0x40 ? '10' : '08';
  return `av01.${first >> 5}.${level}${tier}.${bits}`;
}
