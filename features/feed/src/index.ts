export { createFeed } from './feed.ts';
export type { FeedDeps } from './feed-pages.ts';
export type { FeedLab } from './lab.ts';
export type { FollowedCreators } from './page-maker.ts';
export type { FeedReceipts, ReceiptReplay } from './receipts.ts';
