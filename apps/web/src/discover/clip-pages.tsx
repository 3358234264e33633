// A list of clips that grows as one goes on: loading, empty, failed, and as pictures.

import type { ComponentChildren } from 'preact';
import type { Video } from '@jhalak/contracts/videos';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { Link } from '../shell/link.tsx';
import { failureText } from '../shell/say-failure.ts';
import { ListEnd } from './list-end.tsx';
import { PosterBones, PosterGrid } from './poster-grid.tsx';
import type { Pages } from './use-pages.ts';

interface ClipPagesProps {
  pages: Pages<Video, unknown>;
  /** Drawn where there is nothing. */
  sign: ComponentChildren;
  emptyTitle: string;
  emptyText: string;
}

export function ClipPages({ pages, sign, emptyTitle, emptyText }: ClipPagesProps) {
  const app = useApp();
  const { t } = app;
  const { items, head, status, failure, more } = pages;
  return (
    <>
      {status === 'ready' && items.length === 0 && (
        <div class="state is-small">
          {sign}
          <h2>{emptyTitle}</h2>
          <p>{emptyText}</p>
          <Link href="/create" class="button primary">
            {t('end.create')}
          </Link>
        </div>
      )}
      {head === undefined && failure !== null ? (
        <div class="state is-small" role="alert">
          <Icon name={failure.kind === 'offline' ? 'offline' : 'retry'} />
          <h2>{t('discover.failed')}</h2>
          <p>{failureText(app, failure)}</p>
          <button type="button" class="button primary" onClick={more}>
            {t('common.retry')}
          </button>
        </div>
      ) : head === undefined ? (
        <PosterBones />
      ) : (
        <>
          <PosterGrid videos={items} />
          <ListEnd more={more} failure={failure} loading={status === 'loading'} />
        </>
      )}
    </>
  );
}
