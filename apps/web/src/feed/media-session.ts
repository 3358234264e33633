// What the phone's own controls show and do: its lock screen, a headset, a car. Title, maker and picture of the clip on screen;
// play, pause, next, previous.

import type { Video } from '@jhalak/contracts/videos';

export interface MediaActs {
  play: () => void;
  pause: () => void;
  next: () => void;
  previous: () => void;
}

/** @param isPlaying whether the controls offer to pause. */
export function tellPhone(
  { caption, creator, poster }: Pick<Video, 'caption' | 'creator' | 'poster'>,
  isPlaying: boolean,
  acts: MediaActs,
): void {
  const { mediaSession } = navigator as { mediaSession?: MediaSession };
  if (mediaSession === undefined) return;
  const artist = creator.displayName ?? `@${creator.handle}`;
  mediaSession.metadata = new MediaMetadata({
    title: caption || artist,
    artist,
    artwork: [{ src: poster }],
  });
  mediaSession.playbackState = isPlaying ? 'playing' : 'paused';
  const handlers = {
    ...{ play: acts.play, pause: acts.pause },
    ...{ nexttrack: acts.next, previoustrack: acts.previous },
  };
  for (const [action, act] of Object.entries(handlers)) setHandler(mediaSession, action, act);
}

/** The screen goes: no control is left that does nothing. */
export function leavePhone(): void {
  const { mediaSession } = navigator as { mediaSession?: MediaSession };
  if (mediaSession === undefined) return;
  mediaSession.metadata = null;
  mediaSession.playbackState = 'none';
  for (const action of ['play', 'pause', 'nexttrack', 'previoustrack'])
    setHandler(mediaSession, action, null);
}

function setHandler(session: MediaSession, action: string, act: (() => void) | null): void {
  try {
    session.setActionHandler(action as MediaSessionAction, act);
  } catch {
    // This browser does not know it.
  }
}
