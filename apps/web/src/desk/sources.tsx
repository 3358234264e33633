// How the publishers and their feeds do: who is silent, who fails, and why.

import { useEffect, useState } from 'preact/hooks';
import type { DeskPublisher, DeskPublisherPage } from '@jhalak/contracts/publishers';
import type { Failure } from '../api/client.ts';
import { languageName } from '../feed/clip-chips.tsx';
import { formatCount } from '../i18n/numbers.ts';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { failureText, sayFailure } from '../shell/say-failure.ts';
import { SureButton } from '../shell/sure-button.tsx';
import { dateTimeText } from './when.ts';

export function Sources() {
  const app = useApp();
  const { t } = app;
  const [items, setItems] = useState<readonly DeskPublisher[] | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  useEffect(() => {
    void app.api.get<DeskPublisherPage>('/v1/desk/publishers?limit=100').then((reply) => {
      if (reply.kind === 'ok') setItems(reply.value.items);
      else setFailure(reply);
    });
    // Depends on less than it reads: once
  }, []);
  if (failure !== null)
    return (
      <p class="field-problem card-desk-wide" role="alert">
        {failureText(app, failure)}
      </p>
    );
  if (items === null)
    return <div class="bone bone-block" role="status" aria-label={t('common.loading')} />;
  if (items.length === 0)
    return (
      <div class="state is-small card-desk-wide">
        <Icon name="link" />
        <h2>{t('sources.emptyTitle')}</h2>
        <p>{t('sources.emptyText')}</p>
      </div>
    );
  return (
    <ul class="sources card-desk-wide">
      {items.map((publisher) => (
        <li key={publisher.id}>
          <Publisher
            publisher={publisher}
            onChanged={(fresh) =>
              setItems((now) => now?.map((one) => (one.id === fresh.id ? fresh : one)) ?? null)
            }
          />
        </li>
      ))}
    </ul>
  );
}

interface PublisherProps {
  publisher: DeskPublisher;
  onChanged: (fresh: DeskPublisher) => void;
}

function Publisher({ publisher, onChanged }: PublisherProps) {
  const { t, locale } = useApp();
  const { feeds } = publisher;
  return (
    <article class="source">
      <header>
        <h2>{publisher.name}</h2>
        <span class="chips">
          <span class={publisher.state === 'active' ? 'chip chip-good' : 'chip'}>
            {t(`sourceState.${publisher.state}`)}
          </span>
          {publisher.sample && <span class="chip chip-sample">{t('chip.sample')}</span>}
        </span>
      </header>
      <p class="soft">
        {t('sources.reports', {
          count: publisher.reportCount,
          shown: formatCount(publisher.reportCount, locale),
        })}{' '}
        · {publisher.licence.name}
      </p>
      <ul>
        {feeds.map((feed) => (
          <li key={feed.id} class={feed.failureCount > 0 ? 'feed-health is-bad' : 'feed-health'}>
            <i aria-hidden="true" />
            <span>
              <b>{feed.url}</b>
              <small>
                <span lang={feed.language}>{languageName(feed.language)}</span> ·{' '}
                {feed.lastNewsAtMs === null
                  ? t('sources.noNews')
                  : t('sources.lastNews', { when: dateTimeText(feed.lastNewsAtMs, locale) })}
                {feed.failureCount > 0 &&
                  ` · ${t('sources.failures', { count: feed.failureCount })}`}
              </small>
              {feed.says.map((sentence) => (
                <small key={sentence} lang="en">
                  {sentence}
                </small>
              ))}
            </span>
          </li>
        ))}
      </ul>
      {publisher.state !== 'ended' && <PauseButton publisher={publisher} onChanged={onChanged} />}
    </article>
  );
}

/** Pausing asks twice: its reports go dark at once, and stories that rest on them change. */
function PauseButton({ publisher, onChanged }: PublisherProps) {
  const app = useApp();
  const { t } = app;
  async function turn(state: 'active' | 'paused'): Promise<void> {
    const path = `/v1/desk/publishers/${publisher.id}`;
    const reply = await app.api.send<DeskPublisher>('PATCH', path, { state });
    if (reply.kind !== 'ok') {
      sayFailure(app, reply);
      return;
    }
    onChanged(reply.value);
    const { name } = publisher;
    app.say(t(state === 'paused' ? 'sources.pausedNow' : 'sources.activeNow', { name }));
  }
  if (publisher.state === 'paused')
    return (
      <button type="button" class="button" onClick={() => void turn('active')}>
        <Icon name="play" />
        {t('sources.resume')}
      </button>
    );
  return (
    <div class="source-pause">
      <SureButton onSure={() => void turn('paused')}>{t('sources.pause')}</SureButton>
      <small class="soft">{t('sources.pauseHint')}</small>
    </div>
  );
}
