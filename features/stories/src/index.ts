export { clusterArticles, tellArticles } from './cluster-articles.ts';
export type { ToldStory } from './telling/tell-story.ts';
export type { Article } from './text/read-article.ts';
