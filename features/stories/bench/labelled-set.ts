// The labelled articles, and how well a clustering of them is.

import { readFileSync } from 'node:fs';
import type { Article } from '../src/index.ts';

export interface Labelled {
  article: Article;
  event: string;
  /** The medium that it rests on; empty for own reporting. */
  origin: string;
}

export type Half = 'tuning' | 'held-out';

function fileOf(half: Half): LabelledFile {
  const file: LabelledFile = JSON.parse(
    readFileSync(new URL(`labelled/${half}.json`, import.meta.url), 'utf8'),
  );
  return file;
}

interface LabelledFile {
  /** Events that are easily taken for each other; the others stand alone. */
  near: string[][];
  events: Record<
    string,
    [date: string, language: string, origin: string, title: string, text: string][]
  >;
}

/** @returns one half of the set, each article with its event. */
export function labelledHalf(half: Half): Labelled[] {
  return Object.entries(fileOf(half).events).flatMap(([event, articles]) =>
    articles.map(([date, language, origin, title, text], index) => ({
      article: {
        id: `${event}/${index}`,
        publisher: '',
        language,
        publishedAtMs: Date.parse(date),
        title,
        text,
      },
      event,
      origin,
    })),
  );
}

const WEEK_MS = 7 * 86_400_000;

/**
 * The same articles with all events in one or two weeks, as in a real day's news, where the date tells little: each event
 * is moved by whole weeks, so that its weekdays stay; near events move together, so that a month between them stays.
 */
export function crowded(labelled: readonly Labelled[], half: Half): Labelled[] {
  const groups = fileOf(half).near;
  const groupOf = (event: string): string =>
    groups.find((group) => group.includes(event))?.[0] ?? event;
  const firstMs = new Map<string, number>();
  for (const { event, article } of labelled) {
    const group = groupOf(event);
    firstMs.set(group, Math.min(firstMs.get(group) ?? Infinity, article.publishedAtMs));
  }
  const base = Math.min(...firstMs.values());
  return labelled.map((one) => {
    const weeks = Math.floor(((firstMs.get(groupOf(one.event)) ?? base) - base) / WEEK_MS);
    const publishedAtMs = one.article.publishedAtMs - weeks * WEEK_MS;
    return { ...one, article: { ...one.article, publishedAtMs } };
  });
}

export interface Score {
  precision: number;
  recall: number;
  f1: number;
}

/**
 * B-cubed (Bagga and Baldwin 1998): for each article, which share of its cluster is of its event and which share of its
 * event is in its cluster, averaged over articles.
 */
export function bCubed(
  labelled: readonly Labelled[],
  clusters: readonly (readonly string[])[],
): Score {
  const eventOf = new Map(labelled.map(({ article, event }) => [article.id, event]));
  const sizes = new Map<string, number>();
  for (const { event } of labelled) sizes.set(event, (sizes.get(event) ?? 0) + 1);
  let precision = 0;
  let recall = 0;
  for (const cluster of clusters) {
    for (const id of cluster) {
      const event = eventOf.get(id);
      const same = cluster.filter((other) => eventOf.get(other) === event).length;
      precision += same / cluster.length;
      recall += same / (sizes.get(event ?? '') ?? 1);
    }
  }
  const mean = { precision: precision / labelled.length, recall: recall / labelled.length };
  return { ...mean, f1: (2 * mean.precision * mean.recall) / (mean.precision + mean.recall) };
}
