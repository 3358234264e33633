// What others do, in few lines, on the same articles: TF-IDF vectors and a single pass, the usual first way; over the
// words as they are written, and over their sounds, so that names meet over scripts.

import { readArticle, type ReadArticle } from '../src/text/read-article.ts';
import { skeletonOf } from '../src/text/skeleton.ts';
import { bareWord } from '../src/text/stems.ts';
import type { Labelled } from './labelled-set.ts';

export type Keys = 'words' | 'sounds';

interface Cluster {
  ids: string[];
  sums: Map<string, number>;
  lastMs: number;
}

/** As far as our engine looks back. */
const WINDOW_MS = 4 * 86_400_000;

/**
 * Each article joins the most similar cluster of the last four days, or begins one.
 *
 * @param least cosine from which it joins.
 */
export function tfIdfSinglePass(
  labelled: readonly Labelled[],
  keys: Keys,
  least: number,
): string[][] {
  const read = labelled
    .map(({ article }) => readArticle(article))
    .toSorted((a, b) => a.article.publishedAtMs - b.article.publishedAtMs);
  const documents = read.map((one) => countsOf(one, keys));
  const frequency = new Map<string, number>();
  for (const counts of documents)
    for (const key of counts.keys()) frequency.set(key, (frequency.get(key) ?? 0) + 1);
  const clusters: Cluster[] = [];
  for (const [at, { article }] of read.entries()) {
    const vector = new Map(
      [...(documents[at] ?? [])].map(([key, count]) => [
        key,
        (1 + Math.log(count)) * Math.log(1 + read.length / (frequency.get(key) ?? 1)),
      ]),
    );
    const best = clusters
      .filter(({ lastMs }) => article.publishedAtMs - lastMs <= WINDOW_MS)
      .map((cluster) => ({ cluster, likeness: cosine(vector, cluster.sums) }))
      .toSorted((a, b) => b.likeness - a.likeness)[0];
    if (best === undefined || best.likeness < least) {
      clusters.push({ ids: [article.id], sums: new Map(vector), lastMs: article.publishedAtMs });
      continue;
    }
    best.cluster.ids.push(article.id);
    best.cluster.lastMs = article.publishedAtMs;
    for (const [key, weight] of vector)
      best.cluster.sums.set(key, (best.cluster.sums.get(key) ?? 0) + weight);
  }
  return clusters.map(({ ids }) => ids);
}

function countsOf({ sentences }: ReadArticle, keys: Keys): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { tokens } of sentences) {
    for (const { kind, stop, text, lower } of tokens) {
      if (kind === 'mark' || stop) continue;
      const sound = keys === 'sounds' && kind === 'word' ? skeletonOf(bareWord(text)) : '';
      const key = sound === '' ? lower : sound;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  return counts;
}

function cosine(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  let dot = 0;
  for (const [key, weight] of a) dot += weight * (b.get(key) ?? 0);
  return dot / (lengthOf(a) * lengthOf(b));
}

function lengthOf(vector: ReadonlyMap<string, number>): number {
  let square = 0;
  for (const weight of vector.values()) square += weight * weight;
  return Math.sqrt(square) || 1;
}
