// All stories of a set of articles at once, for folders, benchmarks and tests: the same engine that the stream uses, fed
// in the order of publication and settled at the end.

import { StoryClusters, type StoryView } from './clustering/clusters.ts';
import { readArticle, type Article, type ReadArticle } from './text/read-article.ts';
import { tellStory, type ToldStory } from './telling/tell-story.ts';

/** Times the whole set is looked at again; it comes to rest after two or three. */
const ROUNDS_MAX = 4;

/** @returns the stories as sets of reports, in the order of their first report. */
export function clusterArticles(articles: readonly Article[]): StoryView[] {
  return clusterRead(articles.map(readArticle));
}

function clusterRead(read: readonly ReadArticle[]): StoryView[] {
  const clusters = new StoryClusters({ keep: 'all' });
  for (const one of inOrder(read)) clusters.add(one);
  for (let round = 0; round < ROUNDS_MAX && clusters.settle() > 0; round += 1);
  return clusters.stories();
}

/** @returns the stories of a set of articles, told; stories with more reports first. Cost: some 4 ms an article. */
export function tellArticles(articles: readonly Article[]): ToldStory[] {
  const read = articles.map(readArticle);
  const byId = new Map(read.map((one) => [one.article.id, one]));
  return clusterRead(read)
    .map(({ reports }) => tellStory(inOrder(reports.flatMap((id) => byId.get(id) ?? []))))
    .toSorted((a, b) => b.reports.length - a.reports.length);
}

function inOrder(read: readonly ReadArticle[]): ReadArticle[] {
  return read.toSorted(
    (a, b) =>
      a.article.publishedAtMs - b.article.publishedAtMs || (a.article.id < b.article.id ? -1 : 1),
  );
}
