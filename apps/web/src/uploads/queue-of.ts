// The page's one upload queue, made when it is first needed.

import type { App } from '../shell/app-context.ts';
import { videoPath } from '../shell/routes.ts';
import { openDrafts } from './drafts.ts';
import { UploadQueue } from './upload-queue.ts';

/** What the queue uses of the app. */
type QueueApp = Pick<App, 'api' | 'say' | 't' | 'navigate' | 'loadMoreMessages'>;

let queue: Promise<UploadQueue> | undefined;

/** Cost: opens the device store; asks the server once and does not wait for it. */
export function queueOf(app: QueueApp): Promise<UploadQueue> {
  queue ??= open(app);
  return queue;
}

async function open(app: QueueApp): Promise<UploadQueue> {
  const [drafts] = await Promise.all([openDrafts(), app.loadMoreMessages()]);
  const made = new UploadQueue(app.api, drafts);
  made.onPublished = (flight) => {
    const { videoId } = flight;
    app.say(
      app.t('upload.live'),
      videoId === null
        ? undefined
        : { label: app.t('upload.view'), run: () => app.navigate(videoPath(videoId)) },
    );
  };
  await made.start();
  return made;
}
