// To whoever is suspended: that nobody sees their page, and why.

import type { OwnStanding } from '@jhalak/contracts/safety';
import { useEffect, useState } from 'preact/hooks';
import { useApp } from '../shell/app-context.ts';

export function OwnSuspension() {
  const { t, api } = useApp();
  const [why, setWhy] = useState<OwnStanding['suspended']>(null);
  useEffect(() => {
    void api.get<OwnStanding>('/v1/accounts/me/standing').then((reply) => {
      if (reply.kind === 'ok') setWhy(reply.value.suspended);
    });
    // Depends on less than it reads: once
  }, []);
  return (
    <section class="notice" aria-label={t('person.suspendedTitle')}>
      <h2>{t('person.suspendedTitle')}</h2>
      <p>{t('person.suspendedOwn')}</p>
      {why !== null && (
        <p>
          <b>{t(`reason.${why.reason}`)}</b> <bdi>{why.note}</bdi>
        </p>
      )}
    </section>
  );
}
