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
/** Places of a table that says which first four bytes any needle begins with: 1 MB, a hit by chance is rare. */
const FIRSTS = 1 << 20;

interface Known {
  name: string;
  bytes: Buffer;
}

/** A set of needles. */
export class ByteSearch {
  readonly #firsts = new Uint8Array(FIRSTS);
  readonly #byFirst = new Map<number, Known[]>();
  #longest = NEEDLE_BYTES;

  /** @throws RangeError for a needle that is shorter than NEEDLE_BYTES, or longer than 256 bytes. */
  constructor(needles: Iterable<Needle>) {
    for (const { name, bytes } of needles) {
      if (bytes.length < NEEDLE_BYTES) throw new RangeError(`${name} is too short to look for`);
      if (bytes.length > NEEDLE_BYTES_MAX) throw new RangeError(`${name} is too long to look for`);
      const known = { name, bytes: Buffer.from(bytes) };
      const first = known.bytes.readUInt32LE(0);
      this.#firsts[placeOf(first)] = 1;
      this.#byFirst.set(first, [...(this.#byFirst.get(first) ?? []), known]);
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
    const last = text.length - NEEDLE_BYTES;
    let first = text.readUInt32LE(0);
    for (let at = 0; at <= last; at += 1) {
      if (this.#firsts[placeOf(first)] === 1)
        for (const { name, bytes } of this.#byFirst.get(first) ?? []) {
          const end = at + bytes.length;
          if (end <= text.length && bytes.compare(text, at, end) === 0) found.add(name);
        }
      first = (first >>> 8) | ((text[at + 4] ?? 0) << 24);
      first >>>= 0;
    }
  }
}

/** Multiplied by a large odd number, so that numbers that differ in few bits lie apart. */
function placeOf(first: number): number {
  return Math.imul(first, 0x9e_37_79_b1) >>> 12;
}
