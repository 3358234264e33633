// The thread in which strangers' documents are read: it can be stopped in the middle, and its memory is bounded.

import { parentPort } from 'node:worker_threads';
import { readArticle } from './article.ts';
import { readFeed } from './feed.ts';
import type { Document } from './reading-types.ts';

/** @internal What the thread is asked. */
export interface ReadingTask {
  id: number;
  kind: 'feed' | 'article';
  document: Document;
}

parentPort?.on('message', (task: ReadingTask) => {
  const read = task.kind === 'feed' ? readFeed : readArticle;
  parentPort?.postMessage({ id: task.id, result: read(task.document) });
});
