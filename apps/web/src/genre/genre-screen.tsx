// A genre as a channel: in one language or in all, popular or newest first, and the topics that people are at in it.

import { useEffect } from 'preact/hooks';
import { GENRES, LANGUAGE_CODES } from '@jhalak/contracts/languages';
import type { ChannelOrder, ChannelPage } from '@jhalak/contracts/trends';
import type { Video } from '@jhalak/contracts/videos';
import { pathWith, queryPart } from '../discover/ask-paths.ts';
import { ClipPages } from '../discover/clip-pages.tsx';
import { useKeptScroll } from '../discover/kept-places.ts';
import { LanguageChoice } from '../discover/rising.tsx';
import { usePages } from '../discover/use-pages.ts';
import { useApp } from '../shell/app-context.ts';
import { GenreSign } from '../shell/genre-sign.tsx';
import { Icon } from '../shell/icons.tsx';
import { Link } from '../shell/link.tsx';

const PAGE = 24;
const ORDERS: readonly ChannelOrder[] = ['popular', 'newest'];

export function GenreScreen() {
  const { route, navigate } = useApp();
  const genre = GENRES.find((one) => one === route.param);
  useEffect(() => {
    // There is no such genre: all there are stand on the screen above.
    if (genre === undefined) navigate('/discover', { replace: true });
    // Depends on less than it reads: once a genre
  }, [genre]);
  return genre === undefined ? null : <Channel genre={genre} />;
}

function Channel({ genre }: { genre: (typeof GENRES)[number] }) {
  const app = useApp();
  const { t } = app;
  const language = queryPart('language', LANGUAGE_CODES);
  const order = queryPart('order', ORDERS) ?? 'popular';
  const topic = new URLSearchParams(location.search).get('topic') ?? '';
  const scroller = useKeptScroll(location.search);
  const query = new URLSearchParams({
    ...{ order, limit: String(PAGE) },
    ...(language && { language }),
    ...(topic !== '' && { topic }),
  });
  const pages = usePages<Video, ChannelPage>(
    `/v1/channels/${genre}?${query}`,
    (page) => page.items,
    ({ id }) => id,
  );
  const { head } = pages;
  const go = (name: string, to: string): void =>
    app.navigate(pathWith(name, to), { replace: true });
  const topics = head?.topics ?? [];
  return (
    <div class={`screen genre-screen genre-${genre}`} ref={scroller}>
      <header class="list-head">
        <span class="genre-mark">
          <GenreSign genre={genre} />
        </span>
        <h1>{t(`genre.${genre}`)}</h1>
        <Link href="/discover" class="icon-button" label={t('discover.title')}>
          <Icon name="search" />
        </Link>
      </header>
      <div class="scope">
        <div class="pills" role="group" aria-label={t('discover.order')}>
          {ORDERS.map((one) => (
            <button
              key={one}
              type="button"
              class="pill"
              aria-pressed={order === one}
              onClick={() => go('order', one === 'popular' ? '' : one)}
            >
              {t(`discover.${one}`)}
            </button>
          ))}
        </div>
        <LanguageChoice
          value={language ?? ''}
          codes={head?.languages}
          onChange={(code) => go('language', code)}
        />
      </div>
      {(topics.length > 0 || topic !== '') && (
        <div class="topics" role="group" aria-label={t('discover.topics')}>
          {[...new Set([...(topic === '' ? [] : [topic]), ...topics.map(({ tag }) => tag)])].map(
            (tag) => (
              <button
                key={tag}
                type="button"
                class="topic"
                aria-pressed={tag === topic}
                onClick={() => go('topic', tag === topic ? '' : tag)}
              >
                <bdi>#{tag}</bdi>
              </button>
            ),
          )}
        </div>
      )}
      <ClipPages
        pages={pages}
        sign={<GenreSign genre={genre} />}
        emptyTitle={t('discover.channelEmptyTitle')}
        emptyText={t('discover.channelEmptyText')}
      />
    </div>
  );
}
