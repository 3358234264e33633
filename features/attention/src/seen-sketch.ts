// What somebody saw longer ago, in a few bytes an item: Bloom filters, one after the other in time. They answer "seen" for
// everything that was put in, and wrongly for at most one in 150 of what was not. Nothing can be listed from them.
//
// Layout (bytes): version 1 | then a filter after the other, oldest first: from ms 6 | to ms 6 | items 2 | bits 2048.

/** Items a filter. */
export const FILTER_ITEMS = 1_024;
/** Filters a viewer: 16,384 items and 33 kB at most; beyond them the oldest filter is forgotten. */
export const FILTERS_MAX = 16;
const VERSION = 1;
/** 16 bits an item and 8 probes: .06 % a full filter, under 1 % for all sixteen. */
const BITS = 16 * FILTER_ITEMS;
const PROBES = 8;
const HEAD_BYTES = 14;
const FILTER_BYTES = HEAD_BYTES + BITS / 8;

interface Filter {
  fromMs: number;
  toMs: number;
  items: number;
  bits: Uint8Array;
}

export class SeenSketch {
  #filters: Filter[] = [];

  /**
   * @param bytes as `bytes()` gave them; others are an empty sketch.
   * @param sinceMs filters whose newest item is older are left out.
   */
  static from(bytes: Uint8Array | undefined, sinceMs: number): SeenSketch {
    const sketch = new SeenSketch();
    if (bytes === undefined || bytes[0] !== VERSION) return sketch;
    const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = 1; at + FILTER_BYTES <= view.length; at += FILTER_BYTES) {
      const toMs = view.readUIntBE(at + 6, 6);
      if (toMs < sinceMs) continue;
      sketch.#filters.push({
        fromMs: view.readUIntBE(at, 6),
        toMs,
        items: view.readUInt16BE(at + 12),
        // A copy: the row's buffer is not kept for it.
        bits: Uint8Array.from(view.subarray(at + HEAD_BYTES, at + FILTER_BYTES)),
      });
    }
    return sketch;
  }

  /** Items that were put in and are remembered. */
  get size(): number {
    return this.#filters.reduce((sum, { items }) => sum + items, 0);
  }

  /** Memory, about. */
  get byteCount(): number {
    return this.#filters.length * FILTER_BYTES;
  }

  /** Of the newest item; 0 when empty. */
  get newestMs(): number {
    return this.#filters.at(-1)?.toMs ?? 0;
  }

  /** Puts an item in; times are best given in order. Cost: under 1 µs. */
  add(id: string, atMs: number): void {
    let filter = this.#filters.at(-1);
    if (filter === undefined || filter.items >= FILTER_ITEMS) {
      filter = { fromMs: atMs, toMs: atMs, items: 0, bits: new Uint8Array(BITS / 8) };
      this.#filters.push(filter);
      if (this.#filters.length > FILTERS_MAX) this.#filters.shift();
    }
    const first = hash(id, 0x811c_9dc5);
    const step = hash(id, 0x2c1b_3c6d) | 1;
    for (let probe = 0; probe < PROBES; probe += 1) {
      const bit = ((first + Math.imul(probe, step)) >>> 0) % BITS;
      filter.bits[bit >> 3] = (filter.bits[bit >> 3] ?? 0) | (1 << (bit & 7));
    }
    filter.items += 1;
    filter.toMs = Math.max(filter.toMs, atMs);
  }

  /** @returns the time until which its filter was filled, the newest such filter's; undefined when never seen. Some 0.1 µs. */
  seenAtMs(id: string): number | undefined {
    if (this.#filters.length === 0) return undefined;
    const first = hash(id, 0x811c_9dc5);
    const step = hash(id, 0x2c1b_3c6d) | 1;
    for (let at = this.#filters.length - 1; at >= 0; at -= 1) {
      const filter = this.#filters[at];
      if (filter !== undefined && holds(filter.bits, first, step)) return filter.toMs;
    }
    return undefined;
  }

  bytes(): Buffer {
    const bytes = Buffer.alloc(1 + this.#filters.length * FILTER_BYTES);
    bytes[0] = VERSION;
    for (const [place, { fromMs, toMs, items, bits }] of this.#filters.entries()) {
      const at = 1 + place * FILTER_BYTES;
      bytes.writeUIntBE(fromMs, at, 6);
      bytes.writeUIntBE(toMs, at + 6, 6);
      bytes.writeUInt16BE(items, at + 12);
      bytes.set(bits, at + HEAD_BYTES);
    }
    return bytes;
  }
}

function holds(bits: Uint8Array, first: number, step: number): boolean {
  for (let probe = 0; probe < PROBES; probe += 1) {
    const bit = ((first + Math.imul(probe, step)) >>> 0) % BITS;
    if (((bits[bit >> 3] ?? 0) & (1 << (bit & 7))) === 0) return false;
  }
  return true;
}

function hash(text: string, seed: number): number {
  let value = seed;
  for (let at = 0; at < text.length; at += 1)
    value = Math.imul(value ^ text.charCodeAt(at), 0x0100_0193);
  value = Math.imul(value ^ (value >>> 15), 0x2c1b_3c6d);
  value = Math.imul(value ^ (value >>> 12), 0x297a_2d39);
  return (value ^ (value >>> 15)) >>> 0;
}
