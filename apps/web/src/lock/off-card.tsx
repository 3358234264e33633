// Off: what the lock screen is, what it costs and tells, and how it ends; yes and no equally easy. Only a tap here, below
// these words, turns it on.

import { useState } from 'preact/hooks';
import { useApp } from '../shell/app-context.ts';
import { Icon, type IconName } from '../shell/icons.tsx';
import { Link } from '../shell/link.tsx';
import { DAY_BYTES_MAX, LOCK_NOTICE_VERSION } from './device/bounds.ts';
import type { LockView } from './device/device.ts';
import { Quiet } from './neutral-card.tsx';
import { turnOff, turnOn } from './on-off.ts';

type Off = Extract<LockView, { kind: 'off' }>;

export function OffCard({ since, onAnswered }: { since: Off['since']; onAnswered: () => void }) {
  const app = useApp();
  const { t, locale } = app;
  const [reads, setReads] = useState(since !== 'turned_off');
  const points: readonly (readonly [IconName, string])[] = [
    ['spark', t('lock.askShows')],
    ['download', t('lock.askBytes', { most: DAY_BYTES_MAX / 1_000_000 })],
    ['shield', t('lock.askTells')],
    ['power', t('lock.askEnds')],
  ];
  if (!reads) {
    return (
      <section class="lock-stage">
        <Quiet>
          <h2>{t('lock.noTitle')}</h2>
          <p role="status">{t('lock.noText')}</p>
          <div class="row">
            <Link href="/" class="button">
              {t('lock.toClips')}
            </Link>
            <button type="button" class="button quiet" onClick={() => setReads(true)}>
              {t('lock.whatItIs')}
            </button>
          </div>
        </Quiet>
      </section>
    );
  }
  return (
    <div class="lock-ask">
      {(since === 'another_person' || since === 'notice_changed') && (
        <p class="lock-since" role="status">
          {t(`lock.since_${since}`)}
        </p>
      )}
      <h2>{t('lock.askTitle')}</h2>
      <p>{t('lock.askLead')}</p>
      <ul>
        {points.map(([icon, text]) => (
          <li key={icon}>
            <Icon name={icon} />
            <span>{text}</span>
          </li>
        ))}
      </ul>
      <div class="lock-answers">
        <button
          type="button"
          class="button tall"
          onClick={() => {
            setReads(false);
            void turnOff(app);
          }}
        >
          {t('lock.askNo')}
        </button>
        <button
          type="button"
          class="button tall"
          onClick={() =>
            void turnOn(app, { version: LOCK_NOTICE_VERSION, language: locale }).then(onAnswered)
          }
        >
          {t('lock.askYes')}
        </button>
      </div>
    </div>
  );
}
