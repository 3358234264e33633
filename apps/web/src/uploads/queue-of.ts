// The page's one upload queue, made when it is first needed.

import type { App } from '../shell/app-context.ts';
import { videoPath } from '../shell/routes.ts';
import { openDrafts } from './drafts.ts';
import { UploadQueue } from './upload-queue.ts';

let queue: Promise<UploadQueue> | undefined;

/** Cost: opens the device store and asks the server once. */
export function queueOf(app: Pick<App, 'api' | 'say' | 't' | 'navigate'>): Promise<UploadQueue> {
  queue ??= open(app);
  return queue;
}

async function open(app: Pick<App, 'api' | 'say' | 't' | 'navigate'>): Promise<UploadQueue> {
  const made = new UploadQueue(app.api, await openDrafts());
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
