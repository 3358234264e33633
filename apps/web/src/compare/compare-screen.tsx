// One's own feed three ways, side by side: by popularity, by a model of some days ago, live.

import type { FeedComparison } from '@jhalak/contracts/feed';
import { useEffect, useState } from 'preact/hooks';
import type { Failure } from '../api/client.ts';
import { fullDateText } from '../settings/full-date.ts';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { Link } from '../shell/link.tsx';
import { isClosed, NoPage } from '../shell/no-page.tsx';
import { videoPath } from '../shell/routes.ts';
import { failureText } from '../shell/say-failure.ts';
import './compare.css';

type Column = FeedComparison['live'];

export function CompareScreen() {
  const app = useApp();
  const { t, api, locale } = app;
  const [told, setTold] = useState<FeedComparison | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  async function load(): Promise<void> {
    setTold(null);
    setFailure(null);
    const reply = await api.get<FeedComparison>('/v1/feeds/compare');
    if (reply.kind === 'ok') setTold(reply.value);
    else setFailure(reply);
  }
  useEffect(() => {
    void load();
    // Depends on less than it reads: once; the button makes them again
  }, []);
  if (failure !== null && isClosed(failure))
    return (
      <NoPage
        failure={failure}
        closed={{ title: t('border.closedTitle'), text: t('transfer.closedToOthers') }}
        path="/compare"
        onRetry={() => void load()}
      />
    );
  const dated = (atMs: number) => fullDateText(atMs, locale);
  return (
    <div class="screen compare">
      <header>
        <h1>{t('compare.title')}</h1>
        <p class="soft">{t('compare.intro')}</p>
        {told !== null && !told.personal && <p class="soft">{t('compare.notPersonal')}</p>}
      </header>
      {failure !== null && (
        <div class="state is-small" role="alert">
          <Icon name={failure.kind === 'offline' ? 'offline' : 'retry'} />
          <p>{failureText(app, failure)}</p>
          <Again load={load} />
        </div>
      )}
      {told === null && failure === null && <Loading />}
      {told !== null && (
        <div class="compare-columns">
          <Feed title={t('compare.popular')} hint={t('compare.popularHint')} feed={told.popular} />
          {told.frozen !== null && told.frozenAtMs !== null ? (
            <Feed
              title={t('compare.frozen')}
              hint={t('compare.frozenHint', { date: dated(told.frozenAtMs) })}
              feed={told.frozen}
            />
          ) : (
            <section>
              <h2>{t('compare.frozen')}</h2>
              <p class="soft">
                {told.keptSinceMs === null
                  ? t('compare.noFrozen')
                  : t('compare.noFrozenSince', { date: dated(told.keptSinceMs) })}
              </p>
            </section>
          )}
          <Feed title={t('compare.live')} hint={t('compare.liveHint')} feed={told.live} isLive />
        </div>
      )}
      {told !== null && (
        <p>
          <Again load={load} />
        </p>
      )}
    </div>
  );
}

function Again({ load }: { load: () => Promise<void> }) {
  const { t } = useApp();
  return (
    <button type="button" class="button" onClick={() => void load()}>
      <Icon name="retry" />
      {t('compare.again')}
    </button>
  );
}

/** Clips of a column while they are waited for. */
const BONES = [1, 2, 3, 4];

function Loading() {
  const { t } = useApp();
  return (
    <div class="compare-columns" role="status" aria-label={t('common.loading')}>
      {[t('compare.popular'), t('compare.frozen'), t('compare.live')].map((title) => (
        <section key={title} aria-hidden="true">
          <h2>{title}</h2>
          {BONES.map((nth) => (
            <div key={nth} class="compare-clip">
              <i class="bone" />
              <i class="bone" />
            </div>
          ))}
        </section>
      ))}
    </div>
  );
}

function Feed({
  title,
  hint,
  feed,
  isLive = false,
}: {
  title: string;
  hint: string;
  feed: Column;
  isLive?: boolean;
}) {
  const { t } = useApp();
  const percent = Math.round(feed.same * 100);
  return (
    <section class={isLive ? 'is-live' : ''}>
      <h2>{title}</h2>
      <p class="soft">{hint}</p>
      {!isLive && feed.items.length > 0 && (
        <p class="compare-same">
          <span>{t('compare.same', { percent })}</span>
          <i>
            <i style={{ inlineSize: `${percent}%` }} />
          </i>
        </p>
      )}
      {feed.items.length === 0 && <p class="soft">{t('compare.empty')}</p>}
      <ol>
        {feed.items.map(({ video, reason }) => (
          <li key={video.id}>
            <Link href={videoPath(video.id)} class="compare-clip">
              <img src={video.poster} alt="" loading="lazy" decoding="async" />
              <span>
                <b lang={video.language} dir="auto">
                  {video.caption || `@${video.creator.handle}`}
                </b>
                <small>{reason}</small>
              </span>
            </Link>
          </li>
        ))}
      </ol>
    </section>
  );
}
