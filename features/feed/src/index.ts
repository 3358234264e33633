export { createFeed } from './feed.ts';
export type { FeedDeps } from './feed-pages.ts';
export type { FollowedCreators, PreferencesReader } from './page-maker.ts';
