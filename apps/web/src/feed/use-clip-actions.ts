// Like, follow, share. The screen changes at once and goes back when the server refuses.

import type { KeptChoice } from '@jhalak/contracts/taste';
import type { Video } from '@jhalak/contracts/videos';
import type { Reply } from '../api/client.ts';
import { sayFailure } from '../shell/say-failure.ts';
import { useApp } from '../shell/app-context.ts';
import { personPath } from '../shell/routes.ts';
import type { FeedStore } from './feed-store.ts';
import type { OpenSheet } from './sheet-host.tsx';
import type { Deed } from './showing.ts';
import type { Watching } from './watching.ts';

export interface ClipActions {
  toggleLike(video: Video): Promise<void>;
  toggleFollow(video: Video): Promise<void>;
  share(video: Video): void;
  save(video: Video): void;
  notInterested(video: Video): void;
  /** The clip on screen was reported, or handed on. */
  reported(): void;
  shared(): void;
}

const PLAIN = { liked: false, followsCreator: false, own: false };

/** @param goOn shows the next clip. */
export function useClipActions(
  store: FeedStore,
  watching: { current: Watching | null },
  openSheet: (sheet: OpenSheet | null) => void,
  goOn: () => void,
): ClipActions {
  const app = useApp();
  const { t, api } = app;

  /** Sends as this person; a newcomer becomes a viewer first. @returns whether it was accepted. */
  async function act(send: () => Promise<Reply<unknown>>): Promise<boolean> {
    if (!(await app.ensureViewer())) return false;
    const reply = await send();
    if (reply.kind === 'ok') return true;
    if (reply.kind === 'problem' && reply.status === 401) openSheet({ kind: 'sign-in' });
    else sayFailure(app, reply);
    return false;
  }

  async function toggleLike(video: Video): Promise<void> {
    const liked = video.viewer?.liked !== true;
    store.patchVideo(video.id, (one) => withLike(one, liked));
    const path = `/v1/videos/${video.id}/like`;
    if (!(await act(() => api.send(liked ? 'PUT' : 'DELETE', path))))
      store.patchVideo(video.id, (one) => withLike(one, !liked));
  }

  async function toggleFollow(video: Video): Promise<void> {
    const { handle } = video.creator;
    const follows = video.viewer?.followsCreator !== true;
    const mark = (on: boolean) => {
      for (const clip of store.state.get().clips) {
        if (clip.video.creator.handle === handle)
          store.patchVideo(clip.video.id, (one) => ({
            ...one,
            viewer: { ...PLAIN, ...one.viewer, followsCreator: on },
          }));
      }
    };
    mark(follows);
    const path = `/v1${personPath(handle).replace('/@', '/people/')}/follow`;
    if (await act(() => api.send(follows ? 'PUT' : 'DELETE', path))) {
      app.say(follows ? t('toast.followed', { handle }) : t('toast.unfollowed', { handle }));
      app.feeds.delete('following:');
    } else mark(!follows);
  }

  function save(video: Video): void {
    import('../saved/save-clip.ts').then(
      ({ toggleSave }) =>
        toggleSave(
          { app, store, act, chooseFolder: (one) => openSheet({ kind: 'folder', video: one }) },
          video,
        ),
      () => app.say(t('error.offline')),
    );
  }

  /** It stays away also from whoever lets nothing be learned; what there is of taking it back comes when it is needed. */
  async function hide({ id }: Video): Promise<void> {
    const body = { of: 'clip', value: id, wish: 'none' };
    if (!(await app.ensureViewer())) return;
    const reply = await api.send<KeptChoice>('POST', '/v1/taste/choices', body);
    if (reply.kind !== 'ok') {
      sayFailure(app, reply);
      return;
    }
    const undo = { label: t('common.undo'), run: () => void unhide(reply.value.id) };
    app.say(t('toast.notInterested'), undo);
  }

  async function unhide(choiceId: string): Promise<void> {
    const reply = await api.send('DELETE', `/v1/taste/choices/${choiceId}`);
    if (reply.kind !== 'ok') sayFailure(app, reply);
  }

  // Whatever is asked and answered lies over the clip: it is still the one on screen.
  const tell = (deed: Deed) => watching.current?.present?.did(deed);

  return {
    toggleLike,
    toggleFollow,
    share: (video) => openSheet({ kind: 'share', video }),
    save,
    notInterested(video) {
      tell('not_interested');
      store.dropAhead((clip) => clip.video.id === video.id);
      void hide(video);
      goOn();
    },
    reported: () => tell('report'),
    shared: () => tell('share'),
  };
}

function withLike(video: Video, liked: boolean): Video {
  const before = video.viewer?.liked === true;
  if (before === liked) return video;
  const likes = Math.max(0, video.counts.likes + (liked ? 1 : -1));
  return {
    ...video,
    counts: { ...video.counts, likes },
    viewer: { ...PLAIN, ...video.viewer, liked },
  };
}
