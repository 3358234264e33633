// How alike two clips are, from what a candidate carries itself: a 64-bit signature of its content vector, the bits of its
// tags, its creator and sound. A receipt keeps these few bytes, so a replay needs no model.

/** Columns of a page's candidates. */
export interface LikenessColumns {
  signatureHigh: Int32Array;
  signatureLow: Int32Array;
  tagBits: Int32Array;
  creators: Int32Array;
}

/** Parts of likeness; they sum to 1. */
const OF_CONTENT = 0.5;
const OF_TAGS = 0.25;
const OF_CREATOR = 0.25;
/** Bits of two unlike signatures that agree by chance: half of 64. */
const CHANCE_BITS = 32;

/** @returns 0 (nothing in common) to 1 (the same). No allocation; some 5 ns. */
export function likeness(columns: LikenessColumns, a: number, b: number): number {
  const { signatureHigh, signatureLow, tagBits, creators } = columns;
  const highA = signatureHigh[a] ?? 0;
  const lowA = signatureLow[a] ?? 0;
  const highB = signatureHigh[b] ?? 0;
  const lowB = signatureLow[b] ?? 0;
  let like = creators[a] === creators[b] ? OF_CREATOR : 0;
  // Without a vector there is no signature, and nothing is like nothing.
  if ((highA | lowA) !== 0 && (highB | lowB) !== 0) {
    const apart = bitsOf(highA ^ highB) + bitsOf(lowA ^ lowB);
    if (apart < CHANCE_BITS) like += (OF_CONTENT * (CHANCE_BITS - apart)) / CHANCE_BITS;
  }
  const tagsA = tagBits[a] ?? 0;
  const tagsB = tagBits[b] ?? 0;
  const shared = tagsA & tagsB;
  if (shared !== 0) like += (OF_TAGS * bitsOf(shared)) / bitsOf(tagsA | tagsB);
  return like;
}

/** @returns how many bits of a 32-bit number are set. */
function bitsOf(value: number): number {
  let bits = value - ((value >>> 1) & 0x5555_5555);
  bits = (bits & 0x3333_3333) + ((bits >>> 2) & 0x3333_3333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}
