// A plain MP4 as one fragmented MP4 that is nowhere stored: a beginning without samples, then for each segment a table made
// here and a range of the plain file's own bytes. Nothing is encoded and nothing copied.

import { box, boxIn, boxesIn, fullBox, wordsOf, type Box } from './boxes.ts';
import { readTracks, type Sample, type Track } from './tracks.ts';

/** Shorter segments cost requests, longer ones wait: some four seconds; the first is one group of pictures, to begin at once. */
const SEGMENT_MIN_S = 4;
/** Of `mdat` with a size of 32 bits. */
const MDAT_HEADER_BYTES = 8;
/** A fragment's samples say everything themselves; data is counted from the fragment's own beginning. */
const DEFAULT_BASE_IS_MOOF = 0x02_0000;
/** `trun`: where its data is, and of each sample duration, size, flags, offset of showing. */
const TRUN_FLAGS = 0x1 | 0x100 | 0x200 | 0x400 | 0x800;
const TRUN_SIGNED_OFFSETS = 1;
/** ISO 14496-12, 8.8.3.1: depends on nothing; depends on others and is no place to begin. */
const SYNC_FLAGS = 0x0200_0000;
const OTHER_FLAGS = 0x0101_0000;
/** Tables of a plain file; a fragmented one has them empty. */
const TABLES = ['stts', 'ctts', 'stss', 'stsz', 'stsc', 'stco', 'co64', 'sgpd', 'sbgp', 'sdtp'];

/** One segment: `head`, then `[from, to)` of the plain file. */
interface Segment {
  head: Buffer;
  from: number;
  to: number;
  durationS: number;
}

export interface Fragmented {
  /** `ftyp` and `moov`. */
  init: Buffer;
  segments: readonly Segment[];
  /** Pictures a second. */
  frameRate: number;
}

/**
 * @param ftyp the whole box. @param moov content of the box.
 * @returns undefined where there is no picture.
 * @throws RangeError for metadata that does not fit.
 * Cost: some 10 ms for three minutes.
 */
export function fragmentsOf(ftyp: Buffer, moov: Buffer): Fragmented | undefined {
  const tracks = readTracks(moov);
  const video = tracks.find(({ kind }) => kind === 'video');
  if (video === undefined) return undefined;
  const starts = segmentStarts(video);
  const endS = endOf(video) / video.timescale;
  const segments = starts.map((startS, index) => {
    const last = index === starts.length - 1;
    const untilS = starts[index + 1] ?? endS;
    // Sound before the first picture and after the last belongs to the first and last segment.
    const from = index === 0 ? -Infinity : startS;
    const to = last ? Infinity : untilS;
    return segmentOf(tracks, { number: index + 1, from, to, durationS: untilS - startS });
  });
  const frameRate = video.samples.length / endS;
  return { init: Buffer.concat([ftyp, initMoov(moov, tracks)]), segments, frameRate };
}

function endOf({ samples }: Track): number {
  const last = samples.at(-1);
  return last === undefined ? 0 : last.decodeTime + last.duration;
}

/** @returns when segments begin, in seconds of decoding; each at a picture that needs no other. */
function segmentStarts({ samples, timescale }: Track): number[] {
  const starts: number[] = [0];
  for (const { isSync, decodeTime } of samples) {
    const atS = decodeTime / timescale;
    const isEarly = starts.length > 1 && atS - (starts.at(-1) ?? 0) < SEGMENT_MIN_S;
    if (isSync && atS > 0 && !isEarly) starts.push(atS);
  }
  return starts;
}

function segmentOf(
  tracks: readonly Track[],
  { number, from, to, durationS }: { number: number; from: number; to: number; durationS: number },
): Segment {
  const parts = tracks
    .map((track) => ({
      track,
      samples: track.samples.filter(({ decodeTime }) => {
        const atS = decodeTime / track.timescale;
        return atS >= from && atS < to;
      }),
    }))
    .filter(({ samples }) => samples.length > 0);
  let [start, end] = [Infinity, 0];
  for (const { at, bytes } of parts.flatMap(({ samples }) => samples)) {
    start = Math.min(start, at);
    end = Math.max(end, at + bytes);
  }
  // Offsets are counted from the fragment's beginning, and its size does not depend on them.
  const headBytes = fragmentHead(number, parts, 0).byteLength + MDAT_HEADER_BYTES;
  const head = fragmentHead(number, parts, headBytes - start);
  const mdat = Buffer.concat([wordsOf([end - start + MDAT_HEADER_BYTES]), Buffer.from('mdat')]);
  return { head: Buffer.concat([head, mdat]), from: start, to: end, durationS };
}

function fragmentHead(
  number: number,
  parts: readonly { track: Track; samples: readonly Sample[] }[],
  shift: number,
): Buffer {
  const trafs = parts.map(({ track, samples }) => {
    const [first] = samples;
    const time = Buffer.alloc(12);
    time.writeUInt32BE(0x0100_0000, 0);
    time.writeBigUInt64BE(BigInt(first?.decodeTime ?? 0), 4);
    return box(
      'traf',
      fullBox('tfhd', { flags: DEFAULT_BASE_IS_MOOF }, track.id),
      box('tfdt', time),
      ...runsOf(samples).map((run) => trun(run, shift)),
    );
  });
  return box('moof', fullBox('mfhd', {}, number), ...trafs);
}

/** @returns samples that lie one behind the other, together. */
function runsOf(samples: readonly Sample[]): Sample[][] {
  const runs: Sample[][] = [];
  let end = -1;
  for (const sample of samples) {
    if (sample.at === end) runs.at(-1)?.push(sample);
    else runs.push([sample]);
    end = sample.at + sample.bytes;
  }
  return runs;
}

function trun(samples: readonly Sample[], shift: number): Buffer {
  return fullBox(
    'trun',
    { version: TRUN_SIGNED_OFFSETS, flags: TRUN_FLAGS },
    samples.length,
    (samples[0]?.at ?? 0) + shift,
    ...samples.flatMap(({ duration, bytes, isSync, showOffset }) => [
      ...[duration, bytes, isSync ? SYNC_FLAGS : OTHER_FLAGS],
      showOffset,
    ]),
  );
}

// The plain file's metadata with empty tables, without lengths that only the plain file has, and with `mvex`.
function initMoov(moov: Buffer, tracks: readonly Track[]): Buffer {
  const parts = boxesIn(moov, 0, moov.byteLength).flatMap((one) => {
    if (one.type === 'mvhd') return [withoutDuration(moov, one, 16, 24)];
    if (one.type !== 'trak') return [];
    const track = tracks.find(({ box: at }) => at.at === one.at);
    return track === undefined ? [] : [initTrak(moov, one)];
  });
  const trexes = tracks.map(({ id }) => fullBox('trex', {}, id, 1, 0, 0, 0));
  return box('moov', ...parts, box('mvex', ...trexes));
}

function initTrak(moov: Buffer, trak: Box): Buffer {
  return rebuilt(moov, trak, (one) => {
    switch (one.type) {
      case 'tkhd':
        return withoutDuration(moov, one, 20, 28);
      case 'edts':
        return rebuilt(moov, one, (edit) =>
          edit.type === 'elst' ? openEnded(moov, edit) : whole(moov, edit),
        );
      case 'mdia':
        return rebuilt(moov, one, (part) => initMedia(moov, part));
      default:
        return whole(moov, one);
    }
  });
}

function initMedia(moov: Buffer, part: Box): Buffer {
  if (part.type === 'mdhd') return withoutDuration(moov, part, 16, 24);
  if (part.type !== 'minf') return whole(moov, part);
  return rebuilt(moov, part, (one) =>
    one.type === 'stbl' ? emptyTables(moov, one) : whole(moov, one),
  );
}

function emptyTables(moov: Buffer, table: Box): Buffer {
  const kept = boxesIn(moov, table.start, table.end)
    .filter(({ type }) => !TABLES.includes(type))
    .map((one) => whole(moov, one));
  boxIn(moov, table, 'stsd');
  return box(
    'stbl',
    ...kept,
    fullBox('stts', {}, 0),
    fullBox('stsc', {}, 0),
    fullBox('stsz', {}, 0, 0),
    fullBox('stco', {}, 0),
  );
}

const whole = (bytes: Buffer, { at, end }: Box): Buffer => bytes.subarray(at, end);

function rebuilt(bytes: Buffer, parent: Box, each: (one: Box) => Buffer): Buffer {
  return box(parent.type, ...boxesIn(bytes, parent.start, parent.end).map(each));
}

/** A header whose duration is left open; it lies elsewhere where times have 64 bits. */
function withoutDuration(bytes: Buffer, one: Box, short: number, long: number): Buffer {
  const copy = Buffer.from(whole(bytes, one));
  const header = one.start - one.at;
  const isLong = copy.readUInt8(header) === 1;
  copy.fill(0, header + (isLong ? long : short), header + (isLong ? long + 8 : short + 4));
  return copy;
}

/** An edit list whose last edit runs on as long as fragments come: only where playing begins is kept. */
function openEnded(bytes: Buffer, one: Box): Buffer {
  const copy = Buffer.from(whole(bytes, one));
  const header = one.start - one.at;
  const isLong = copy.readUInt8(header) === 1;
  const entryBytes = isLong ? 20 : 12;
  const lastAt = header + 8 + (copy.readUInt32BE(header + 4) - 1) * entryBytes;
  if (lastAt >= header + 8) copy.fill(0, lastAt, lastAt + (isLong ? 8 : 4));
  return copy;
}
