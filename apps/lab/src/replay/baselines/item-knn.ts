// Item-kNN on all watches: clips are alike when the same people watched both (cosine), and a user is offered what is like
// what they watched, the latest counting most.

import type { Past } from '../past.ts';
import type { Scorer } from './ranked.ts';

export interface ItemKnnOptions {
  /** Nearest clips of each that count; Infinity: all. */
  neighbours: number;
  /** Each step back in the history counts this part of the one after it. */
  decay: number;
  /** Watches of a user that count, the last ones. */
  history: number;
}

/** How often two clips were watched by the same person: one dense square, symmetrical. */
export interface CoCounts {
  itemCount: number;
  /** Row by row. */
  pairs: Float32Array;
  /** People who watched each. */
  watchers: Float64Array;
}

/** @param past Cost: one addition a pair of clips of a user; four bytes a pair of all clips. */
export function countPairs(past: Past): CoCounts {
  const { itemCount } = past;
  const counts = {
    itemCount,
    pairs: new Float32Array(itemCount * itemCount),
    watchers: new Float64Array(itemCount),
  };
  for (const { items } of past.users) {
    const known: number[] = [];
    for (const item of new Set(items)) {
      addToPairs(counts, known, item);
      known.push(item);
    }
  }
  return counts;
}

/** Counts a clip that a user had not watched before. */
export function addToPairs(counts: CoCounts, known: Iterable<number>, item: number): void {
  const { pairs, itemCount, watchers } = counts;
  watchers[item] = (watchers[item] ?? 0) + 1;
  for (const other of known) {
    const [there, back] = [item * itemCount + other, other * itemCount + item];
    pairs[there] = (pairs[there] ?? 0) + 1;
    pairs[back] = (pairs[back] ?? 0) + 1;
  }
}

/** @param counts read at every question, so that they may go on growing where `neighbours` is Infinity. */
export function itemKnn(counts: CoCounts, options: ItemKnnOptions): Scorer {
  const { itemCount, pairs, watchers } = counts;
  const kept = options.neighbours < itemCount ? nearest(counts, options.neighbours) : undefined;
  return {
    score(items, scores) {
      let strength = 1;
      const used = new Set<number>();
      for (let back = items.length - 1; back >= 0 && used.size < options.history; back -= 1) {
        const from = items[back] ?? 0;
        if (used.has(from)) continue;
        used.add(from);
        const part = strength / Math.sqrt(watchers[from] ?? 1);
        strength *= options.decay;
        const row = kept?.[from];
        if (row === undefined)
          addRow(scores, pairs.subarray(from * itemCount, (from + 1) * itemCount), part);
        else
          for (const other of row)
            scores[other] = (scores[other] ?? 0) + part * (pairs[from * itemCount + other] ?? 0);
      }
      for (let item = 0; item < itemCount; item += 1)
        if (scores[item] !== 0) scores[item] = (scores[item] ?? 0) / Math.sqrt(watchers[item] ?? 1);
    },
  };
}

function addRow(scores: Float64Array, row: Float32Array, part: number): void {
  for (let item = 0; item < row.length; item += 1)
    scores[item] = (scores[item] ?? 0) + part * (row[item] ?? 0);
}

function nearest({ itemCount, pairs, watchers }: CoCounts, neighbours: number): Int32Array[] {
  return Array.from({ length: itemCount }, (_, item) => {
    const row = pairs.subarray(item * itemCount, (item + 1) * itemCount);
    const cosine = (other: number): number => (row[other] ?? 0) / Math.sqrt(watchers[other] ?? 1);
    const others: number[] = [];
    for (let other = 0; other < itemCount; other += 1)
      if ((row[other] ?? 0) > 0) others.push(other);
    return Int32Array.from(others.toSorted((a, b) => cosine(b) - cosine(a)).slice(0, neighbours));
  });
}
