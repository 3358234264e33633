// Who comes before the selector: the best by score, and a pool for exploration beyond them. Both are bounded, so that a
// receipt can hold them; choosing again from a receipt's shortlist gives the same shortlist.

/** The best by score. */
export const BEST_MAX = 120;
/** Clips below them that are owed a showing or were drawn to explore. */
export const POOL_MAX = 40;

/**
 * @param order indexes by score, best first.
 * @param isPool whether a candidate may stand here without being among the best.
 * @returns at most BEST_MAX + POOL_MAX indexes in that order. Cost: a few µs for 1,000 candidates.
 */
export function shortlistOf(order: Int32Array, isPool: (index: number) => boolean): Int32Array {
  if (order.length <= BEST_MAX) return order;
  const shortlist = new Int32Array(Math.min(order.length, BEST_MAX + POOL_MAX));
  shortlist.set(order.subarray(0, BEST_MAX));
  let count = BEST_MAX;
  for (let place = BEST_MAX; place < order.length && count < shortlist.length; place += 1) {
    const index = order[place] ?? 0;
    if (!isPool(index)) continue;
    shortlist[count] = index;
    count += 1;
  }
  return shortlist.subarray(0, count);
}
