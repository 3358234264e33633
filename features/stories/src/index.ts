export { clusterArticles, tellArticles } from './cluster-articles.ts';
export { bestPicture } from './keeping/best-picture.ts';
export { STORY_STREAM } from './keeping/types.ts';
export type { Stories, Story, StoryFacts, StoryOrders } from './keeping/types.ts';
export { attributionOf, publishersOf, storyItem } from './routes/present.ts';
export { createStories } from './stories.ts';
export type { StoriesDeps } from './stories.ts';
export type { ToldStory } from './telling/tell-story.ts';
export type { Article } from './text/read-article.ts';
