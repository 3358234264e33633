// Who comes before the selector: the best by score, and a pool for exploration beyond them. Both are bounded, so that a
// receipt can hold them; choosing again from a receipt's shortlist gives the same shortlist.

/** The best by score. */
export const BEST_MAX = 120;
/** Clips below them that are owed a showing or were drawn to explore. */
export const POOL_MAX = 40;

/**
 * @param order indexes by score, best first.
 * @param isPool whether a candidate may stand here without being among the best.
 * @param mayStand whether a candidate may be shown at all; asked only of those that would stand here. Default: all may.
 * @returns at most BEST_MAX + POOL_MAX indexes in that order. Cost: a few µs for 1,000 candidates, and what is asked.
 */
export function shortlistOf(
  order: Int32Array,
  isPool: (index: number) => boolean,
  mayStand: (index: number) => boolean = () => true,
): Int32Array {
  const shortlist = new Int32Array(Math.min(order.length, BEST_MAX + POOL_MAX));
  let count = 0;
  let place = 0;
  for (; place < order.length && count < BEST_MAX; place += 1) {
    const index = order[place] ?? 0;
    if (mayStand(index)) shortlist[count++] = index;
  }
  for (; place < order.length && count < shortlist.length; place += 1) {
    const index = order[place] ?? 0;
    if (isPool(index) && mayStand(index)) shortlist[count++] = index;
  }
  return shortlist.subarray(0, count);
}
