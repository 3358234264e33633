export { createInbox } from './inbox.ts';
export type { Inbox, InboxDeps } from './inbox.ts';
