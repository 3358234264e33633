// Looks for byte strings in streams of any length: many at once, one pass, a fixed amount of memory.

/** What is looked for. */
export interface Needle {
  /** What it tells when it is found. */
  name: string;
  /** All of them count. */
  bytes: Uint8Array;
}

/** The shortest string that is looked for: chance finds it in no amount of data that fits a disk. */
export const NEEDLE_BYTES = 16;
/** The longest; so much of each block is looked at with the next one. */
const NEEDLE_BYTES_MAX = 256;
/** So many bytes of a needle are its mark: what is compared is only what stands around a mark. */
const MARK_BYTES = 4;
/** Places of a table that says which marks there are: 1 MB, a hit by chance is rare. */
const MARKS = 1 << 20;

interface Known {
  name: string;
  bytes: Buffer;
  /** Where in it its mark lies. */
  markAt: number;
}

/** A set of needles. */
export class ByteSearch {
  readonly #marks = new Uint8Array(MARKS);
  readonly #byMark = new Map<number, Known[]>();
  #longest = NEEDLE_BYTES;

  /** @throws RangeError for a needle that is shorter than NEEDLE_BYTES, or longer than 256 bytes. */
  constructor(needles: Iterable<Needle>) {
    for (const { name, bytes } of needles) {
      if (bytes.length < NEEDLE_BYTES) throw new RangeError(`${name} is too short to look for`);
      if (bytes.length > NEEDLE_BYTES_MAX) throw new RangeError(`${name} is too long to look for`);
      const known = { name, bytes: Buffer.from(bytes), markAt: markOf(bytes) };
      const mark = known.bytes.readUInt32LE(known.markAt);
      this.#marks[placeOf(mark)] = 1;
      this.#byMark.set(mark, [...(this.#byMark.get(mark) ?? []), known]);
      this.#longest = Math.max(this.#longest, bytes.length);
    }
  }

  /** @returns names of needles that a stream holds. Cost: some 10 ms a megabyte. */
  async find(stream: AsyncIterable<Uint8Array>): Promise<Set<string>> {
    const found = new Set<string>();
    let held = Buffer.alloc(0);
    for await (const block of stream) {
      // A needle may lie across two blocks.
      const text = held.length === 0 ? Buffer.from(block) : Buffer.concat([held, block]);
      this.#look(text, found);
      held = text.subarray(Math.max(0, text.length - this.#longest + 1));
    }
    return found;
  }

  #look(text: Buffer, found: Set<string>): void {
    if (text.length < NEEDLE_BYTES) return;
    const last = text.length - MARK_BYTES;
    let mark = text.readUInt32LE(0);
    for (let at = 0; at <= last; at += 1) {
      if (this.#marks[placeOf(mark)] === 1)
        for (const { name, bytes, markAt } of this.#byMark.get(mark) ?? [])
          if (standsAt(text, at - markAt, bytes)) found.add(name);
      mark = (mark >>> 8) | ((text[at + MARK_BYTES] ?? 0) << 24);
      mark >>>= 0;
    }
  }
}

/**
 * @returns where the four bytes of a needle begin that say most: no two alike, and no zero among them if there are such.
 * Data is full of runs of one byte; a needle that were known by them would be compared at every place of each run.
 */
function markOf(bytes: Uint8Array): number {
  let [best, most] = [0, -1];
  for (let at = 0; at + MARK_BYTES <= bytes.length; at += 1) {
    const different = new Set(bytes.subarray(at, at + MARK_BYTES));
    different.delete(0);
    if (different.size > most) [best, most] = [at, different.size];
  }
  return best;
}

/** Byte by byte: most comparisons end with the first. */
function standsAt(text: Buffer, from: number, bytes: Buffer): boolean {
  if (from < 0 || from + bytes.length > text.length) return false;
  for (let at = 0; at < bytes.length; at += 1) if (text[from + at] !== bytes[at]) return false;
  return true;
}

/** Multiplied by a large odd number, so that numbers that differ in few bits lie apart. */
function placeOf(mark: number): number {
  return Math.imul(mark, 0x9e_37_79_b1) >>> 12;
}
