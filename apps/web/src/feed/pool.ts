// Which clips hold one of the few <video> elements. A phone decodes three at most without trouble, so three elements
// are made once and handed round; this file decides, the player carries it out.

/** Elements in the pool: the present clip and two more. */
export const POOL_SIZE = 3;

/**
 * The clips that should hold an element.
 *
 * @param current index of the clip on screen, 0 or more.
 * @param count clips known.
 * @param ahead how many of the next clips to prepare: 2, 1 where data is dear, 0 where little of it is left.
 * @returns at most POOL_SIZE distinct indexes, most urgent first, the current one always first.
 */
export function poolWindow(current: number, count: number, ahead: 0 | 1 | 2): number[] {
  const wanted =
    ahead === 2
      ? [current, current + 1, current + 2, current - 1, current - 2]
      : [current, ...(ahead === 1 ? [current + 1] : []), current - 1, current - 2];
  return wanted.filter((index) => index >= 0 && index < count).slice(0, POOL_SIZE);
}

/**
 * Hands elements to clips and moves as few as possible: an element whose clip is still wanted keeps it.
 *
 * @param held for each element the index that it holds, or null.
 * @param wanted distinct indexes, at most as many as there are elements.
 * @returns for each element the index that it holds from now on, or null.
 */
export function assignPool(
  held: readonly (number | null)[],
  wanted: readonly number[],
): (number | null)[] {
  const kept = held.map((index) => (index !== null && wanted.includes(index) ? index : null));
  const missing = wanted.filter((index) => !kept.includes(index));
  return kept.map((index) => index ?? missing.shift() ?? null);
}
