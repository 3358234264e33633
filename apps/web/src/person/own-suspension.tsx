// To whoever is suspended: that nobody sees their page, why and until when, how to answer, and that what is theirs stays theirs.

import type { OwnStanding } from '@jhalak/contracts/safety';
import { useEffect, useState } from 'preact/hooks';
import type { Failure } from '../api/client.ts';
import { Appeal } from '../comments/appeal-form.tsx';
import { fullDateText } from '../settings/full-date.ts';
import { useApp } from '../shell/app-context.ts';
import { Failed } from '../shell/failed.tsx';
import { Link } from '../shell/link.tsx';

const PATH = '/v1/accounts/me/standing';

export function OwnSuspension() {
  const { t, api, locale } = useApp();
  const [why, setWhy] = useState<OwnStanding['suspended']>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  async function load(): Promise<void> {
    const reply = await api.get<OwnStanding>(PATH);
    setFailure(reply.kind === 'ok' ? null : reply);
    if (reply.kind === 'ok') setWhy(reply.value.suspended);
  }
  // Depends on less than it reads: once
  useEffect(() => void load(), []);
  return (
    <section class="notice own-suspension" aria-label={t('person.suspendedTitle')}>
      <h2>{t('person.suspendedTitle')}</h2>
      <p>{t('person.suspendedOwn')}</p>
      {failure !== null && <Failed failure={failure} onRetry={() => void load()} />}
      {why !== null && (
        <>
          <p>
            <b>{t(`reason.${why.reason}`)}</b>
            {why.untilMs !== undefined &&
              ` · ${t('person.suspendedUntil', { day: fullDateText(why.untilMs, locale) })}`}
          </p>
          {why.note !== '' && <blockquote dir="auto">{why.note}</blockquote>}
          {why.appeal === 'open' && <Appeal path={`${PATH}/appeal`} />}
          {why.appeal === 'waits' && <p role="status">{t('comments.appealed')}</p>}
        </>
      )}
      <p>
        <Link href="/settings" class="inline-link">
          {t('person.suspendedData')}
        </Link>
      </p>
    </section>
  );
}
