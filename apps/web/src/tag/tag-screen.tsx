// The clips of a tag, newest first.

import type { TagPage } from '@jhalak/contracts/search';
import type { Video } from '@jhalak/contracts/videos';
import { useKeptScroll } from '../discover/kept-places.ts';
import { Hash } from '../discover/hash.tsx';
import { ListEnd } from '../discover/list-end.tsx';
import { PosterBones, PosterGrid } from '../discover/poster-grid.tsx';
import { usePages } from '../discover/use-pages.ts';
import { formatCount } from '../i18n/numbers.ts';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { Link } from '../shell/link.tsx';
import { failureText } from '../shell/say-failure.ts';

const PAGE = 24;

export function TagScreen() {
  const app = useApp();
  const { t, locale, route } = app;
  const scroller = useKeptScroll(route.param);
  const { items, head, status, failure, more } = usePages<Video, TagPage>(
    `/v1/tags/${encodeURIComponent(route.param)}?limit=${PAGE}`,
    (page) => page.items,
    ({ id }) => id,
  );
  const count = head?.clips ?? 0;
  const shown = formatCount(count, locale) + (head?.more === true ? '+' : '');
  return (
    <div class="screen tag-screen" ref={scroller}>
      <header class="list-head">
        <Link href="/discover" class="icon-button" label={t('discover.title')}>
          <Icon name="search" />
        </Link>
        <div>
          <h1>
            <bdi>#{head?.tag ?? route.param}</bdi>
          </h1>
          {count > 0 && <p class="soft">{t('discover.tagClips', { count, shown })}</p>}
        </div>
      </header>
      {status === 'ready' && items.length === 0 && (
        <div class="state is-small">
          <Hash />
          <h2>{t('discover.tagEmptyTitle')}</h2>
          <p>{t('discover.tagEmptyText', { tag: route.param })}</p>
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
    </div>
  );
}
