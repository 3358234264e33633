// Takes the sound out of an MP4 of ours while it is sent: the sound's track is renamed to one that players skip, and every byte of
// its samples is zero. The file keeps its length, so that ranges, budgets and players' arithmetic stay true, and nothing new is
// stored. ISO/IEC 14496-12: boxes, `stsc` 8.7.4, `stsz` 8.7.3, `stco` and `co64` 8.7.5.

/** How to read a part of the file; both ends inclusive. */
export type ReadPart = (start: number, end: number) => Promise<Buffer>;

/** What becomes of which bytes. */
export interface SilencePlan {
  /** Where the four letters of a track's box stand, ascending. */
  renames: readonly number[];
  /** Bytes that become zero, as starts and ends by turns, ends exclusive, ascending and apart. */
  zeros: Float64Array;
}

/** Ours have five; a file of more is none of ours. */
const TOP_BOXES_MAX = 64;
/** Of three minutes it is some 300 kB. */
const MOOV_MAX_BYTES = 8 * 1024 * 1024;
const HEADER_BYTES = 16;
const SKIPPED = Buffer.from('free', 'latin1');

/**
 * @param bytes the file's length.
 * @returns undefined for what is no plain MP4 of ours, as one in fragments: its sound cannot be taken out like this.
 * Cost: reads the index, some 300 kB; a millisecond.
 */
export async function planSilence(bytes: number, read: ReadPart): Promise<SilencePlan | undefined> {
  let moov: { at: number; data: Buffer } | undefined;
  let at = 0;
  for (let nth = 0; at + 8 <= bytes; nth += 1) {
    if (nth === TOP_BOXES_MAX) return undefined;
    const box = headOf(await read(at, Math.min(at + HEADER_BYTES, bytes) - 1), bytes - at);
    if (box === undefined || at + box.size > bytes || box.type === 'moof') return undefined;
    if (box.type === 'moov') {
      if (moov !== undefined || box.size > MOOV_MAX_BYTES) return undefined;
      moov = { at, data: await read(at, at + box.size - 1) };
    }
    at += box.size;
  }
  if (moov === undefined) return undefined;
  try {
    return planOf(moov.data, moov.at, bytes);
  } catch (error) {
    // A table that says that it is longer than it is.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/**
 * @param at where these bytes stand in the file.
 * @returns the same bytes without the sound: a copy where anything changes. Cost: a pass over what overlaps.
 */
export function silenced(chunk: Buffer, at: number, plan: SilencePlan): Buffer {
  const end = at + chunk.length;
  let out = chunk;
  const change = (): Buffer => (out === chunk ? (out = Buffer.from(chunk)) : out);
  for (const name of plan.renames)
    for (let letter = 0; letter < SKIPPED.length; letter += 1) {
      const place = name + letter;
      if (place >= at && place < end) change()[place - at] = SKIPPED[letter] ?? 0;
    }
  const { zeros } = plan;
  for (let one = firstEndAfter(zeros, at); one < zeros.length; one += 2) {
    const from = zeros[one] ?? 0;
    if (from >= end) break;
    change().fill(0, Math.max(from, at) - at, Math.min(zeros[one + 1] ?? 0, end) - at);
  }
  return out;
}

interface Box {
  type: string;
  size: number;
  /** Bytes before its content. */
  head: number;
}

function headOf(data: Buffer, room: number): Box | undefined {
  if (data.length < 8) return undefined;
  const type = data.toString('latin1', 4, 8);
  const small = data.readUInt32BE(0);
  if (small === 1) {
    if (data.length < HEADER_BYTES) return undefined;
    const size = Number(data.readBigUInt64BE(8));
    return size < HEADER_BYTES ? undefined : { type, size, head: HEADER_BYTES };
  }
  const size = small === 0 ? room : small;
  return size < 8 ? undefined : { type, size, head: 8 };
}

/** A box's content with its place in the `moov`. */
interface Part {
  type: string;
  /** Of the box itself. */
  from: number;
  content: Buffer;
  contentFrom: number;
}

function* partsOf(data: Buffer, from: number): Generator<Part> {
  let at = 0;
  while (at + 8 <= data.length) {
    const box = headOf(data.subarray(at), data.length - at);
    if (box === undefined || at + box.size > data.length) return;
    const contentFrom = from + at + box.head;
    yield {
      ...{ type: box.type, from: from + at, contentFrom },
      content: data.subarray(at + box.head, at + box.size),
    };
    at += box.size;
  }
}

function find(part: Part | undefined, ...path: readonly string[]): Part | undefined {
  let here = part;
  for (const type of path) {
    if (here === undefined) return undefined;
    here = [...partsOf(here.content, here.contentFrom)].find((one) => one.type === type);
  }
  return here;
}

function planOf(moov: Buffer, moovAt: number, bytes: number): SilencePlan | undefined {
  const whole: Part = {
    type: 'moov',
    from: moovAt,
    content: moov.subarray(8),
    contentFrom: moovAt + 8,
  };
  const renames: number[] = [];
  const ranges: [number, number][] = [];
  for (const track of partsOf(whole.content, whole.contentFrom)) {
    if (track.type !== 'trak') continue;
    const handler = find(track, 'mdia', 'hdlr')?.content.toString('latin1', 8, 12);
    if (handler !== 'soun') continue;
    const chunks = chunksOf(find(track, 'mdia', 'minf', 'stbl'));
    if (chunks === undefined || chunks.some(([, end]) => end > bytes)) return undefined;
    renames.push(track.from + 4);
    for (const chunk of chunks) ranges.push(chunk);
  }
  return { renames, zeros: joined(ranges) };
}

/** @returns starts and ends of all samples of a track, chunk by chunk; undefined where its tables contradict each other. */
function chunksOf(table: Part | undefined): [number, number][] | undefined {
  const sizes = find(table, 'stsz')?.content;
  const runs = find(table, 'stsc')?.content;
  const short = find(table, 'stco')?.content;
  const long = find(table, 'co64')?.content;
  const offsets = short ?? long;
  if (sizes === undefined || runs === undefined || offsets === undefined) return undefined;
  const width = short === undefined ? 8 : 4;
  const chunkCount = offsets.readUInt32BE(4);
  const runCount = runs.readUInt32BE(4);
  const sampleCount = sizes.readUInt32BE(8);
  const same = sizes.readUInt32BE(4);
  if (offsets.length < 8 + chunkCount * width || runs.length < 8 + runCount * 12) return undefined;
  if (same === 0 && sizes.length < 12 + sampleCount * 4) return undefined;
  const chunks: [number, number][] = [];
  let sample = 0;
  let run = 0;
  for (let chunk = 0; chunk < chunkCount; chunk += 1) {
    while (run + 1 < runCount && runs.readUInt32BE(8 + (run + 1) * 12) <= chunk + 1) run += 1;
    const samples = runCount === 0 ? 0 : runs.readUInt32BE(8 + run * 12 + 4);
    if (sample + samples > sampleCount) return undefined;
    let size = same * samples;
    if (same === 0)
      for (let nth = 0; nth < samples; nth += 1)
        size += sizes.readUInt32BE(12 + (sample + nth) * 4);
    sample += samples;
    const place = 8 + chunk * width;
    const start =
      width === 4 ? offsets.readUInt32BE(place) : Number(offsets.readBigUInt64BE(place));
    chunks.push([start, start + size]);
  }
  return sample === sampleCount ? chunks : undefined;
}

function joined(ranges: readonly [number, number][]): Float64Array {
  const flat: number[] = [];
  for (const [start, end] of ranges.toSorted(([a], [b]) => a - b)) {
    const last = flat.length - 1;
    if (last > 0 && start <= (flat[last] ?? 0)) flat[last] = Math.max(flat[last] ?? 0, end);
    else if (end > start) flat.push(start, end);
  }
  return Float64Array.from(flat);
}

/** @returns the index of the first start whose end lies after a place. Cost: a binary search. */
function firstEndAfter(zeros: Float64Array, at: number): number {
  let low = 0;
  let high = zeros.length / 2;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((zeros[middle * 2 + 1] ?? 0) > at) high = middle;
    else low = middle + 1;
  }
  return low * 2;
}
