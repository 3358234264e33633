// The best of all clips by score, without those that were seen.

/** Deepest list that is measured. */
const LIST_LENGTH = 50;

/** What every baseline is, once it has learned: scores for one user's past. */
export interface Scorer {
  /** Fills one score a clip. `scores` comes zeroed; only clips above 0 are listed. */
  score(items: Int32Array, scores: Float64Array, user: number): void;
}

/** @returns the indexes of the highest scores above 0, best first, ties by index; none of `seen`. Cost: one scan. */
export function topOf(
  scores: Float64Array,
  seen: ReadonlySet<number>,
  length = LIST_LENGTH,
): Int32Array {
  const top = new Int32Array(length);
  const best = new Float64Array(length);
  let count = 0;
  for (let item = 0; item < scores.length; item += 1) {
    const score = scores[item] ?? 0;
    if (score <= 0 || (count === length && score <= (best[length - 1] ?? 0)) || seen.has(item))
      continue;
    let place = count < length ? count : length - 1;
    if (count < length) count += 1;
    while (place > 0 && (best[place - 1] ?? 0) < score) {
      best[place] = best[place - 1] ?? 0;
      top[place] = top[place - 1] ?? 0;
      place -= 1;
    }
    best[place] = score;
    top[place] = item;
  }
  return top.subarray(0, count);
}
