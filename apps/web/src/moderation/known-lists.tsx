// Lists of what may not be published: which are in force and what each held; taken in after a look at what is in the file.

import { useEffect, useState } from 'preact/hooks';
import type { KnownList, KnownLists as Lists } from '@jhalak/contracts/matching';
import type { Failure } from '../api/client.ts';
import { formatCount } from '../i18n/numbers.ts';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { failureText, sayFailure } from '../shell/say-failure.ts';
import { SureButton } from '../shell/sure-button.tsx';
import { HeldList } from './held-list.tsx';
import { TakeList } from './take-list.tsx';

const PATH = '/v1/moderation/lists';

export function KnownLists() {
  const app = useApp();
  const { t, api } = app;
  const [lists, setLists] = useState<Lists | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [chosen, setChosen] = useState<KnownList | null>(null);

  async function load(): Promise<void> {
    setFailure(null);
    const reply = await api.get<Lists>(PATH);
    if (reply.kind === 'ok') setLists(reply.value);
    else setFailure(reply);
  }
  useEffect(() => void load(), []);

  async function end({ id }: KnownList): Promise<void> {
    const reply = await api.send('DELETE', `${PATH}/${id}`);
    if (reply.kind !== 'ok') sayFailure(app, reply);
    await load();
  }

  if (chosen !== null) return <HeldList list={chosen} onBack={() => setChosen(null)} />;
  return (
    <div class="known-lists">
      <p class="soft">{t('lists.intro')}</p>
      {failure !== null && (
        <div class="state is-small" role="alert">
          <p>{failureText(app, failure)}</p>
          <button type="button" class="button" onClick={() => void load()}>
            {t('common.retry')}
          </button>
        </div>
      )}
      {lists === null && failure === null && (
        <div class="bone bone-block" role="status" aria-label={t('common.loading')} />
      )}
      {lists?.items.length === 0 && (
        <div class="state is-small">
          <Icon name="shield" />
          <h2>{t('lists.empty')}</h2>
        </div>
      )}
      <ul class="cases">
        {lists?.items.map((list) => (
          <li key={list.id}>
            <ListCard
              list={list}
              onHeld={lists.mayDecide && list.held > 0 ? () => setChosen(list) : undefined}
              onEnd={lists.mayChange && list.endedAtMs === null ? () => void end(list) : undefined}
            />
          </li>
        ))}
      </ul>
      {lists?.mayChange === true && <TakeList path={PATH} onTaken={() => void load()} />}
    </div>
  );
}

interface ListCardProps {
  list: KnownList;
  onHeld: (() => void) | undefined;
  onEnd: (() => void) | undefined;
}

function ListCard({ list, onHeld, onEnd }: ListCardProps) {
  const { t, locale } = useApp();
  const { name, issuer, entries, held, waiting, importedBy, atMs, endedAtMs } = list;
  const day = (ms: number): string =>
    new Intl.DateTimeFormat(locale === 'en' ? 'en-IN' : locale, { dateStyle: 'medium' }).format(ms);
  return (
    <article class={endedAtMs === null ? 'held-card' : 'held-card is-over'}>
      <h2 dir="auto">{name}</h2>
      <p>
        <bdi>{issuer}</bdi> · {t('lists.entries', { count: entries })}
      </p>
      <p class="soft">
        {day(atMs)}
        {importedBy !== null && (
          <>
            {' · '}
            <bdi>@{importedBy}</bdi>
          </>
        )}
        {endedAtMs !== null && (
          <>
            {' · '}
            {t('orders.phase.ended')} {day(endedAtMs)}
          </>
        )}
      </p>
      <div class="row">
        <button type="button" class="button" disabled={onHeld === undefined} onClick={onHeld}>
          {t('lists.held', { count: held })}
          {waiting > 0 && ` · ${t('case.open')}: ${formatCount(waiting, locale)}`}
        </button>
        {onEnd !== undefined && <SureButton onSure={onEnd}>{t('lists.end')}</SureButton>}
      </div>
      {onEnd !== undefined && <p class="soft">{t('lists.endHint')}</p>}
    </article>
  );
}
