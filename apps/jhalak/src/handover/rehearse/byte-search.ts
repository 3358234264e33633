// Looks for short byte strings in streams of any length: many at once, one pass, a fixed amount of memory.

/** What is looked for. */
export interface Needle {
  /** What it tells when it is found. */
  name: string;
  /** NEEDLE_BYTES of them count. */
  bytes: Uint8Array;
}

/** Bytes compared: chance finds such a string in no amount of data that fits a disk. */
export const NEEDLE_BYTES = 16;

interface Known {
  name: string;
  bytes: Buffer;
}

/** A set of needles. */
export class ByteSearch {
  /** Which first pairs of bytes any needle begins with. */
  readonly #pairs = new Uint8Array(65_536);
  readonly #byPair = new Map<number, Known[]>();

  /** @throws RangeError for a needle that is shorter than NEEDLE_BYTES. */
  constructor(needles: Iterable<Needle>) {
    for (const { name, bytes } of needles) {
      if (bytes.length < NEEDLE_BYTES) throw new RangeError(`${name} is too short to look for`);
      const known = { name, bytes: Buffer.from(bytes.subarray(0, NEEDLE_BYTES)) };
      const pair = known.bytes.readUInt16LE(0);
      this.#pairs[pair] = 1;
      this.#byPair.set(pair, [...(this.#byPair.get(pair) ?? []), known]);
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
      held = text.subarray(Math.max(0, text.length - NEEDLE_BYTES + 1));
    }
    return found;
  }

  #look(text: Buffer, found: Set<string>): void {
    const last = text.length - NEEDLE_BYTES;
    for (let at = 0; at <= last; at += 1) {
      const pair = (text[at] ?? 0) | ((text[at + 1] ?? 0) << 8);
      if (this.#pairs[pair] === 0) continue;
      for (const { name, bytes } of this.#byPair.get(pair) ?? [])
        if (bytes.compare(text, at, at + NEEDLE_BYTES) === 0) found.add(name);
    }
  }
}
