// What the stage shows when there is no clip to show.

import type { ComponentChildren } from 'preact';
import type { Failure } from '../api/client.ts';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { Link } from '../shell/link.tsx';
import { failureText } from '../shell/say-failure.ts';

/** The real shape of a clip, before it is there. */
export function FeedSkeleton() {
  const { t } = useApp();
  return (
    <div class="stage-fill skeleton" role="status" aria-label={t('common.loading')}>
      <div class="bone bone-chip" />
      <div class="bone bone-line" />
      <div class="bone bone-line is-short" />
      <div class="bone bone-by" />
    </div>
  );
}

interface FeedProblemProps {
  failure: Failure | null;
  kind?: string;
  onRetry: () => void;
}

export function FeedProblem({ failure, kind, onRetry }: FeedProblemProps) {
  const app = useApp();
  const { t } = app;
  // Nobody yet, and so following nobody: trying again would change nothing.
  if (kind === 'following' && failure?.kind === 'problem' && failure.code === 'auth.required')
    return <NothingFollowed />;
  return (
    <div class="stage-fill state" role="alert">
      <Icon name={failure?.kind === 'offline' ? 'offline' : 'retry'} />
      <h2>{t('feed.failed')}</h2>
      <p>{failure === null ? t('error.server') : failureText(app, failure)}</p>
      <button type="button" class="button primary" onClick={onRetry}>
        {t('common.retry')}
      </button>
    </div>
  );
}

/** In place of a screen whose code cannot be fetched. */
export function UnreachableScreen() {
  const { t } = useApp();
  return (
    <div class="screen state" role="alert">
      <Icon name="offline" />
      <h1>{t('video.offlineTitle')}</h1>
      <p>{t('error.offline')}</p>
      <button type="button" class="button primary" onClick={() => location.reload()}>
        {t('common.retry')}
      </button>
    </div>
  );
}

export function NothingFollowed() {
  const { t } = useApp();
  return (
    <div class="stage-fill state">
      <Icon name="people" />
      <h2>{t('following.emptyTitle')}</h2>
      <p>{t('following.emptyText')}</p>
      <Link href="/" class="button primary">
        {t('following.emptyAction')}
      </Link>
    </div>
  );
}

interface EndCardProps {
  at: number;
  active: boolean;
  kind: string;
  onAgain: () => void;
}

/** The last place of the line. */
export function EndCard({ at, active, kind, onAgain }: EndCardProps) {
  const { t } = useApp();
  return (
    <LastPlace at={at} active={active}>
      <div class="stage-fill state">
        <Icon name="spark" />
        <h2>{kind === 'following' ? t('end.followingTitle') : t('end.title')}</h2>
        <p>{t('end.text')}</p>
        <button type="button" class="button primary" onClick={onAgain}>
          {t('end.again')}
        </button>
        <Link href="/create" class="button quiet">
          {t('end.create')}
        </Link>
      </div>
    </LastPlace>
  );
}

/** A house without a single clip for this person: making one is the way on. */
export function NothingYet({ onAgain }: { onAgain: () => void }) {
  const { t } = useApp();
  return (
    <div class="stage-fill state">
      <Icon name="camera" />
      <h2>{t('following.emptyTitle')}</h2>
      <p>{t('end.emptyText')}</p>
      <Link href="/create" class="button primary">
        {t('end.create')}
      </Link>
      <button type="button" class="button quiet" onClick={onAgain}>
        {t('common.retry')}
      </button>
    </div>
  );
}

interface LastPlaceProps {
  at: number;
  active: boolean;
  children: ComponentChildren;
}

/** A place behind the last clip, for what is no clip. */
export function LastPlace({ at, active, children }: LastPlaceProps) {
  return (
    <article
      class="card end-card"
      style={at === 0 ? undefined : { top: `calc(var(--stage-height) * ${at})` }}
      inert={!active}
      aria-hidden={!active}
    >
      {children}
    </article>
  );
}
