// The feed: one clip fills the stage, the next is a swipe away. Serves For you, Following and a clip's own page, which
// is that clip followed by For you.

import { useEffect, useRef, useState } from 'preact/hooks';
import type { Video } from '@jhalak/contracts/videos';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { Link } from '../shell/link.tsx';
import { useLazy } from '../shell/use-lazy.ts';
import { useSignal } from '../shell/use-signal.ts';
import { Card } from './card.tsx';
import {
  EndCard,
  FeedProblem,
  FeedSkeleton,
  LastPlace,
  NothingFollowed,
  NothingYet,
} from './feed-states.tsx';
import { feedStoreOf } from './feed-stores.ts';
import { OfflineBanner } from './offline-banner.tsx';
import { PlayState } from './play-state.tsx';
import { Rail } from './rail.tsx';
import { SidePanel } from './side-panel.tsx';
import { SheetHost, type OpenSheet } from './sheet-host.tsx';
import { useAds } from './use-ads.ts';
import { useClipActions } from './use-clip-actions.ts';
import { useFlames } from './use-flames.ts';
import { useKeys } from './use-keys.ts';
import { usePlayer } from './use-player.ts';
import { useStageScroll } from './use-stage-scroll.ts';
import { useTaps } from './use-taps.ts';

/** Cards drawn around the present one; the rest of the line is only height. */
const CARDS_AROUND = 2;

const loadScrubber = () => import('./beside-play.ts').then((module) => module.Scrubber);
const loadSpentCard = () => import('../budget/spent-card.tsx').then((module) => module.SpentCard);

interface FeedScreenProps {
  /** Keeps the clip still while something lies over the feed. */
  paused?: boolean;
  /** Stands first in the line: the clip that the address names. */
  video?: Video | undefined;
}

export function FeedScreen({ paused = false, video }: FeedScreenProps) {
  const app = useApp();
  const { t, route } = app;
  const store = feedStoreOf(app, video);
  const state = useSignal(store.state);
  const [sheet, openSheet] = useState<OpenSheet | null>(null);
  const { clips, index } = state;
  const here = clips[index];
  /** What can be liked, followed and shared: an ad is none. */
  const clip = here?.ad ? undefined : here;
  const still = here?.ad?.still === true;
  const atEnd = index >= clips.length;

  const scroller = useRef<HTMLDivElement>(null);
  const layer = useRef<HTMLDivElement>(null);
  const scroll = useStageScroll(scroller, store, (at) => player.lead(at));
  const player = usePlayer({
    layer,
    store,
    still: paused || sheet !== null,
    onGiveUp: scroll.next,
    onNext: scroll.next,
    onPrevious: scroll.previous,
  });
  /** The day's megabytes are used: nothing goes on until the person says so. */
  const spent = player.view === 'spent' && here !== undefined && !still;
  const SpentCard = useLazy(
    spent ? async () => (await Promise.all([loadSpentCard(), app.loadMoreMessages()]))[0] : null,
    () => app.say(t('error.offline')),
  );
  // Its code comes with what else comes when the first clip plays.
  const hasPlayed = player.view === 'playing' || player.view === 'paused';
  const Scrubber = useLazy(hasPlayed ? loadScrubber : null, () => undefined);
  const flames = useFlames();
  const actions = useClipActions(store, player.watching, openSheet, scroll.next);
  const taps = useTaps({
    onTap: () => !still && !spent && player.toggle(),
    onDoubleTap: (x, y) => {
      flames.lift(x, y);
      if (clip && clip.video.viewer?.liked !== true) void actions.toggleLike(clip.video);
    },
  });
  useKeys(paused || spent || sheet !== null, {
    next: scroll.next,
    previous: scroll.previous,
    toggle: () => !still && player.toggle(),
    like: () => clip && void actions.toggleLike(clip.video),
    mute: player.toggleSound,
    help: () => openSheet({ kind: 'help' }),
  });
  // The server draws the first card alone; its neighbours come once the page lives.
  const [around, setAround] = useState(0);
  useEffect(() => {
    setAround(CARDS_AROUND);
    store.loadIfNeeded();
    // A link to a comment opens them.
    if (clip && /^.comment=/.test(location.search)) openSheet({ kind: 'comments', clip });
  }, [store]);
  useAds(store);

  const shown = clips
    .map((one, at) => ({ one, at }))
    .filter(({ at }) => Math.abs(at - index) <= around);
  const empty = clips.length === 0;

  return (
    <div class="feed">
      <h1 class="hidden">{route.name === 'following' ? t('feed.following') : t('feed.forYou')}</h1>
      <div class="stage">
        <div class="stage-top">
          <FeedTabs />
          {here && !still && (
            <button
              type="button"
              class="sound"
              onClick={player.toggleSound}
              aria-pressed={!player.muted}
            >
              <Icon name={player.muted ? 'muted' : 'sound'} />
              {/* An invitation on the first clip, and out of the picture's way after it. */}
              <span class={player.muted && index === 0 ? '' : 'hidden'}>
                {player.muted ? t('player.unmute') : t('player.mute')}
              </span>
            </button>
          )}
        </div>
        <OfflineBanner
          onBack={() => {
            void store.reconnect();
            player.retryIfWaiting();
          }}
        />
        <div
          class="scroller"
          ref={scroller}
          role={empty ? undefined : 'feed'}
          aria-label={empty ? undefined : t('feed.label')}
          aria-busy={empty ? undefined : state.status === 'loading'}
          tabIndex={-1}
          inert={spent}
          onScroll={scroll.onScroll}
        >
          <div class="track" ref={scroll.track} {...taps}>
            <div class="pool" ref={layer} aria-hidden="true" />
            {shown.map(({ one, at }) =>
              one.ad ? (
                <one.ad.Face
                  key={one.key}
                  at={at}
                  active={at === index}
                  playing={player.view === 'playing'}
                  covered={paused || sheet !== null}
                  goOn={scroll.next}
                  open={openSheet}
                />
              ) : (
                <Card
                  key={one.key}
                  clip={one}
                  at={at}
                  active={at === index}
                  onWhy={() => openSheet({ kind: 'why', clip: one })}
                >
                  {at === index && Scrubber !== null && player.view !== 'failed' && (
                    <Scrubber
                      video={one.video}
                      label={t('player.place')}
                      say={(place, length) => t('player.placeOf', { place, length })}
                      element={player.element}
                      onJump={() => player.watching.current?.pause()}
                      sweep={player.sweep}
                    />
                  )}
                </Card>
              ),
            )}
            {state.status === 'loading' && !empty && around > 0 && (
              <LastPlace at={clips.length} active={atEnd}>
                <FeedSkeleton />
              </LastPlace>
            )}
            {state.status === 'failed' && !empty && around > 0 && (
              <LastPlace at={clips.length} active={atEnd}>
                <FeedProblem failure={state.failure} onRetry={() => void store.loadMore()} />
              </LastPlace>
            )}
            {state.status === 'end' && !empty && around > 0 && (
              <EndCard
                at={clips.length}
                active={atEnd}
                kind={store.kind}
                onAgain={() => void store.restart()}
              />
            )}
          </div>
          {empty &&
            state.status === 'end' &&
            (store.kind === 'following' ? (
              <NothingFollowed />
            ) : (
              <NothingYet onAgain={() => void store.restart()} />
            ))}
          {empty && state.status === 'failed' && (
            <FeedProblem
              failure={state.failure}
              kind={store.kind}
              onRetry={() => void store.loadMore()}
            />
          )}
          {empty && (state.status === 'loading' || state.status === 'idle') && <FeedSkeleton />}
        </div>
        {spent &&
          (SpentCard === null ? (
            <FeedSkeleton />
          ) : (
            <SpentCard
              onGoOn={() => {
                app.data.ledger?.goOn();
                player.retry();
              }}
            />
          ))}
        {here && !still && player.view !== 'spent' && (
          <PlayState
            view={player.view}
            onToggle={player.toggle}
            onRetry={player.retry}
            onNext={index + 1 < clips.length ? scroll.next : undefined}
          />
        )}
        {clip && !spent && (
          <Rail clip={clip} actions={actions} onMore={(kind) => openSheet({ kind, clip })} />
        )}
        <div class="sweep" aria-hidden="true" hidden={here === undefined}>
          <i ref={player.sweep} />
        </div>
        <div class="flames" ref={flames.layer} aria-hidden="true" />
        <div class="stage-steps" hidden={empty}>
          <button
            type="button"
            class="step"
            onClick={scroll.previous}
            disabled={index === 0}
            aria-label={t('feed.previous')}
          >
            <Icon name="down" />
          </button>
          <button
            type="button"
            class="step"
            onClick={scroll.next}
            disabled={atEnd}
            aria-label={t('feed.next')}
          >
            <Icon name="down" />
          </button>
        </div>
      </div>
      <SidePanel
        clip={clip}
        onWhy={() => clip && openSheet({ kind: 'why', clip })}
        onHelp={() => openSheet({ kind: 'help' })}
      />
      <SheetHost
        sheet={sheet}
        store={store}
        actions={actions}
        onClose={() => openSheet(null)}
        open={openSheet}
      />
    </div>
  );
}

function FeedTabs() {
  const { t, route } = useApp();
  const following = route.name === 'following';
  return (
    <nav class="feed-tabs" aria-label={t('feed.tabs')}>
      <Link href="/" class="feed-tab" current={!following}>
        {t('feed.forYou')}
      </Link>
      <Link href="/following" class="feed-tab" current={following}>
        {t('feed.following')}
      </Link>
    </nav>
  );
}
