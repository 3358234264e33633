// Boxes of ISO 14496-12: found in files of ours, and written around their bytes.

/** Boxes at one level: moov has a few tracks, a track a dozen parts. */
const BOXES_MAX = 64;
const HEADER_BYTES = 8;

/** Where a box lies in a buffer. */
export interface Box {
  type: string;
  /** First byte of its header. */
  at: number;
  /** Of its content. */
  start: number;
  end: number;
}

/** @throws RangeError when a box does not fit or there are too many. */
export function boxesIn(bytes: Buffer, start: number, end: number): Box[] {
  const boxes: Box[] = [];
  let at = start;
  while (at + HEADER_BYTES <= end) {
    const size = bytes.readUInt32BE(at);
    if (size < HEADER_BYTES || at + size > end || boxes.length === BOXES_MAX)
      throw new RangeError('a box does not fit');
    const type = bytes.toString('latin1', at + 4, at + HEADER_BYTES);
    boxes.push({ type, at, start: at + HEADER_BYTES, end: at + size });
    at += size;
  }
  return boxes;
}

/** @returns the first box of a type in another one's content. */
export function boxIn(bytes: Buffer, parent: Pick<Box, 'start' | 'end'>, type: string): Box {
  const found = boxesIn(bytes, parent.start, parent.end).find((one) => one.type === type);
  if (found === undefined) throw new RangeError(`there is no ${type}`);
  return found;
}

/** @returns a box around these parts. */
export function box(type: string, ...parts: readonly Buffer[]): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  const bytes = parts.reduce((sum, part) => sum + part.byteLength, HEADER_BYTES);
  header.writeUInt32BE(bytes, 0);
  header.write(type, 4, 'latin1');
  return Buffer.concat([header, ...parts]);
}

/** @returns a box with version and flags before its words of 32 bits. */
export function fullBox(
  type: string,
  { version = 0, flags = 0 }: { version?: number; flags?: number },
  ...words: readonly number[]
): Buffer {
  return box(type, wordsOf([(version << 24) | flags, ...words]));
}

/** @returns big-endian words of 32 bits; negative ones as two's complement. */
export function wordsOf(words: readonly number[]): Buffer {
  const bytes = Buffer.alloc(words.length * 4);
  words.forEach((word, index) => bytes.writeUInt32BE(word >>> 0, index * 4));
  return bytes;
}
