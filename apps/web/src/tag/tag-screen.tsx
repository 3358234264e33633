// The clips of a tag, newest first.

import type { TagPage } from '@jhalak/contracts/search';
import type { Video } from '@jhalak/contracts/videos';
import { ClipPages } from '../discover/clip-pages.tsx';
import { useKeptScroll } from '../discover/kept-places.ts';
import { Hash } from '../discover/hash.tsx';
import { usePages } from '../discover/use-pages.ts';
import { formatCount } from '../i18n/numbers.ts';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { Link } from '../shell/link.tsx';

const PAGE = 24;

export function TagScreen() {
  const app = useApp();
  const { t, locale, route } = app;
  const scroller = useKeptScroll(route.param);
  const pages = usePages<Video, TagPage>(
    `/v1/tags/${encodeURIComponent(route.param)}?limit=${PAGE}`,
    (page) => page.items,
    ({ id }) => id,
  );
  const { head } = pages;
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
      <ClipPages
        pages={pages}
        sign={<Hash />}
        emptyTitle={t('discover.tagEmptyTitle')}
        emptyText={t('discover.tagEmptyText', { tag: route.param })}
      />
    </div>
  );
}
