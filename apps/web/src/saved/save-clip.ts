// Keeping the clip on screen, and letting it go. The screen changes at once and goes back when the server refuses.

import type { Video } from '@jhalak/contracts/videos';
import type { Reply } from '../api/client.ts';
import type { FeedStore } from '../feed/feed-store.ts';
import type { App } from '../shell/app-context.ts';

interface SaveClipParts {
  app: App;
  store: FeedStore;
  /** Sends as this person. @returns whether it was accepted. */
  act: (send: () => Promise<Reply<unknown>>) => Promise<boolean>;
  chooseFolder: (video: Video) => void;
}

export async function toggleSave(parts: SaveClipParts, video: Video): Promise<void> {
  const { app, store, act, chooseFolder } = parts;
  const { api, t } = app;
  const saved = video.viewer?.saved !== true;
  const mark = (on: boolean) =>
    store.patchVideo(video.id, (one) => ({
      ...one,
      viewer: { liked: false, followsCreator: false, own: false, ...one.viewer, saved: on },
    }));
  mark(saved);
  await app.loadMoreMessages();
  if (!(await act(() => api.send(saved ? 'PUT' : 'DELETE', `/v1/videos/${video.id}/save`))))
    mark(!saved);
  else if (saved)
    app.say(t('saved.kept'), { label: t('saved.choose'), run: () => chooseFolder(video) });
  else app.say(t('saved.dropped'));
}
