// Ties the player, the events of watching and the device's settings to the feed's index.

import { useEffect, useRef, useState } from 'preact/hooks';
import type { RefObject } from 'preact';
import { useApp } from '../shell/app-context.ts';
import { useSignal } from '../shell/use-signal.ts';
import { lineOf } from './connection.ts';
import type { FeedStore } from './feed-store.ts';
import { Player, type PlayerView } from './player.ts';
import { pickRendition } from './rendition.ts';
import { Watching } from './watching.ts';

/** Pause before a clip that would not play is passed over, so that the reason can be read. */
const PASS_OVER_AFTER_MS = 2_500;

interface UsePlayerOptions {
  layer: RefObject<HTMLDivElement | null>;
  store: FeedStore;
  /** Something lies over the clip. */
  still: boolean;
  onGiveUp: () => void;
  /** By the phone's own controls. */
  onNext: () => void;
  onPrevious: () => void;
}

export function usePlayer({ layer, store, still, onGiveUp, onNext, onPrevious }: UsePlayerOptions) {
  const app = useApp();
  const { t, locale } = app;
  const preferences = useSignal(app.preferences);
  const { clips, index } = useSignal(store.state);
  const [view, setView] = useState<PlayerView>({ state: 'loading', muted: !preferences.sound });
  const player = useRef<Player | null>(null);
  const watching = useRef<Watching | null>(null);
  const sweep = useRef<HTMLElement>(null);
  const key = clips[index]?.key;

  useEffect(() => {
    if (layer.current === null) return;
    const watched = new Watching(app.events, app.showings);
    let state: PlayerView['state'] = 'loading';
    const made = new Player({
      layer: layer.current,
      pick: (renditions) =>
        // The page came with what fitted then; less may be left by now.
        pickRendition(app.data.ledger?.fit(renditions) ?? renditions, {
          ...lineOf(app.preferences.get().dataSaver),
          widthPx: stageWidthPx(),
          canPlay,
        }),
      ahead: () => {
        const most = lineOf(app.preferences.get().dataSaver).slow ? 1 : 2;
        return store.ahead < most ? store.ahead : most;
      },
      book: ({ bytes }, isPresent) => {
        const { data } = app;
        if (data.ledger !== null) return data.ledger.book(bytes, isPresent);
        data.early += bytes;
        return undefined;
      },
      onView: (now) => {
        state = now.state;
        setView(now);
      },
      onTick: (positionMs, durationMs) => {
        watched.tick(positionMs, durationMs);
        if (sweep.current) sweep.current.style.transform = `scaleX(${positionMs / durationMs})`;
      },
      onPause: () => watched.pause(),
      onGiveUp: () => {
        const { clips: line, index: at } = store.state.get();
        // The last one stays, with what one can do about it.
        if (at + 1 >= line.length) return;
        app.say(t('player.passed'));
        setTimeout(() => {
          // Tried again, or left, in the meantime: it is not passed over.
          if (state === 'failed' && store.state.get().index === at) onGiveUp();
        }, PASS_OVER_AFTER_MS);
      },
    });
    made.setMuted(!app.preferences.get().sound);
    player.current = made;
    watching.current = watched;
    const onHide = () => watched.leavePage();
    addEventListener('pagehide', onHide);
    return () => {
      removeEventListener('pagehide', onHide);
      watched.stop();
      made.destroy();
      player.current = null;
      watching.current = null;
    };
    // Depends on less than it reads: one player for the life of a feed
  }, [store]);

  useEffect(() => {
    player.current?.setMuted(!preferences.sound);
    setView((before) => ({ ...before, muted: !preferences.sound }));
  }, [preferences.sound]);

  useEffect(() => {
    if (sweep.current) sweep.current.style.transform = 'scaleX(0)';
    if (still) watching.current?.cover();
    else watching.current?.show(clips[index]?.slot ?? null);
    player.current?.show(clips, index, !still && app.preferences.get().autoplay);
    // Depends on less than it reads: a like changes clips but not what is on screen
  }, [store, key, index, clips.length, still]);

  useHeldStill(player, still);
  useEffect(() => {
    const onHidden = () => document.visibilityState === 'hidden' && void app.events.flush();
    document.addEventListener('visibilitychange', onHidden);
    return () => document.removeEventListener('visibilitychange', onHidden);
  }, [app.events]);

  const played = view.state === 'playing';
  const toggled = view.state === 'playing' || view.state === 'paused';
  useEffect(() => {
    const video = clips[index]?.video;
    // Its code comes with the first clip that plays.
    if (!toggled || video === undefined) return;
    void import('./beside-play.ts').then(
      ({ tellPhone }) =>
        tellPhone(video, played, {
          play: () => player.current?.play(),
          pause: () => player.current?.pause(),
          next: onNext,
          previous: onPrevious,
        }),
      () => undefined,
    );
    // Depends on less than it reads: what is shown is the clip's
  }, [key, played, toggled]);
  useEffect(
    () => () => {
      if (navigator.mediaSession?.metadata)
        void import('./beside-play.ts').then(
          ({ leavePhone }) => leavePhone(),
          () => undefined,
        );
    },
    [store],
  );
  useEffect(() => {
    if (!played) return;
    void import('../shell/brand-font.ts').then(
      ({ loadBrandFont }) => loadBrandFont(locale, lineOf(preferences.dataSaver)),
      // The system's letters stay.
      () => undefined,
    );
  }, [played, locale, preferences.dataSaver]);

  return {
    view: view.state,
    muted: view.muted,
    sweep,
    watching,
    element: () => player.current?.element,
    /** Another clip comes into view. */
    lead: (at: number) => {
      if (!still && app.preferences.get().autoplay) player.current?.lead(at);
    },
    retry: () => player.current?.retry(),
    retryIfWaiting: () => player.current?.retryIfWaiting(),
    toggle: () =>
      player.current?.playing === true ? player.current.pause() : player.current?.play(),
    toggleSound: () => {
      const sound = view.muted;
      app.preferences.set({ ...app.preferences.get(), sound });
      player.current?.setMuted(!sound);
      setView((before) => ({ ...before, muted: !sound }));
    },
  };
}

/** Holds the clip while something covers it or the page is hidden, and goes on afterwards if it played before. */
function useHeldStill(player: { current: Player | null }, covered: boolean): void {
  const [hidden, setHidden] = useState(false);
  const goOn = useRef(false);
  useEffect(() => {
    const look = () => setHidden(document.visibilityState === 'hidden');
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, []);
  const still = covered || hidden;
  useEffect(() => {
    const held = player.current;
    if (held === null) return;
    if (still) {
      goOn.current = held.playing;
      held.pause();
    } else if (goOn.current) {
      goOn.current = false;
      held.play();
    }
  }, [still, player]);
}

function stageWidthPx(): number {
  const stage = document.querySelector('.stage')?.clientWidth ?? innerWidth;
  return stage * Math.min(devicePixelRatio, 2);
}

const answers = new Map<string, boolean>();

function canPlay(codec: string): boolean {
  const known = answers.get(codec);
  if (known !== undefined) return known;
  // Our own ladder is H.264 under many spellings; only codecs that name something else are asked about.
  const can =
    !/^(?:av01|hvc1|hev1|vp0?9)/u.test(codec) ||
    document.createElement('video').canPlayType(`video/mp4; codecs="${codec}"`) !== '';
  answers.set(codec, can);
  return can;
}
