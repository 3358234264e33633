// How a cache in memory is bounded.

/** Options of lru-cache. */
export interface CacheBound {
  readonly maxSize: number;
  readonly sizeCalculation: () => number;
}

/**
 * A cache of so many entries that takes memory as it fills. The library's own `max` takes all of it at once: 10 ms and 3 MB for
 * 100,000 entries, ten times in a program that starts.
 *
 * @param max entries, above 0.
 */
export function atMostEntries(max: number): CacheBound {
  return { maxSize: max, sizeCalculation: () => 1 };
}
