// Regions and borders: what data, models and code sit in this cell, what leaves it by its one door, and what was stopped.

import { useState } from 'preact/hooks';
import type { BorderMap, MapClass } from '@jhalak/contracts/audit';
import { timeText } from '../desk/when.ts';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { Link } from '../shell/link.tsx';
import { NoPage } from '../shell/no-page.tsx';
import { ClassDetail } from './class-detail.tsx';
import { House } from './house.tsx';
import { LogState } from './log-state.tsx';
import { Traffic } from './traffic.tsx';
import { usePolled } from './use-polled.ts';
import './border.css';

/** The server answers from memory for five seconds. */
const REFRESH_MS = 10_000;

export function BorderScreen() {
  const { t, locale } = useApp();
  const { value, failure, seenMs, reload } = usePolled<BorderMap>('/v1/border/map', REFRESH_MS);
  const [chosen, setChosen] = useState<MapClass['class']>('personal');
  if (value === null)
    return failure === null ? (
      <div class="screen">
        <div class="bone bone-title" />
        <div class="bone house-bone" role="status" aria-label={t('common.loading')} />
      </div>
    ) : (
      <NoPage
        closed={{ title: t('border.closedTitle'), text: t('border.closedText') }}
        path="/border"
        failure={failure}
        onRetry={reload}
      />
    );
  return (
    <div class="screen border-page">
      <header class="border-head">
        <div>
          <h1>{t('border.title')}</h1>
          <p class="soft">{t('border.lead')}</p>
        </div>
        <Link href="/audit" class="button">
          <Icon name="shield" />
          {t('audit.title')}
        </Link>
      </header>
      {failure !== null && (
        <p class="border-stale" role="alert">
          <Icon name="offline" />
          {t('border.stale', { time: timeText(seenMs, locale) })}
        </p>
      )}
      <House map={value} chosen={chosen} onChoose={setChosen} />
      <ClassDetail map={value} of={chosen} />
      <Traffic map={value} />
      <LogState log={value.log} atMs={value.atMs} />
    </div>
  );
}
