// One quiet line that somebody else is going to run this; it leads to the choices, and once put away it stays away.

import type { HandoverNotice } from '@jhalak/contracts/handover-notice';
import { useState } from 'preact/hooks';
import { fullDateText } from '../settings/full-date.ts';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { Link } from '../shell/link.tsx';
import { useNotice } from './use-notice.ts';
import './handover.css';

const STORE_KEY = 'jhalak.handoverPutAway';

export function HandoverBanner() {
  const { moved } = useApp();
  return moved?.kind === 'closing' ? (
    <ClosingBanner untilMs={moved.untilMs ?? 0} />
  ) : (
    <SaleBanner />
  );
}

/** It stays: there is nothing to choose, and an end. */
function ClosingBanner({ untilMs }: { untilMs: number }) {
  const { t, locale } = useApp();
  return (
    <aside class="handover-banner" aria-label={t('windDown.title')}>
      <p>
        <b>{t('windDown.title')}.</b> {t('windDown.text', { date: fullDateText(untilMs, locale) })}
      </p>
      <Link href="/settings#your-data" class="button">
        {t('windDown.take')}
      </Link>
    </aside>
  );
}

function SaleBanner() {
  const { t, locale, route, moved } = useApp();
  const { notice, own, failure } = useNotice();
  const [away, setAway] = useState(isPutAway);
  if (notice === null || notice === undefined || failure !== undefined) return null;
  const isDecided = own !== null && (own.choice !== null || !own.open);
  if (route.name === 'handover' || moved !== undefined || isDecided) return null;
  const which = `${notice.deal} ${notice.version}`;
  if (away === which || notice.deadlineMs <= Date.now()) return null;
  const date = fullDateText(notice.deadlineMs, locale);
  return (
    <aside class="handover-banner" aria-label={t('handover.title')}>
      <p>{t('handover.banner', { name: notice.owner.name, date })}</p>
      <Link href="/handover" class="button">
        {t('handover.choose')}
      </Link>
      <button
        type="button"
        class="icon-button"
        aria-label={t('common.close')}
        onClick={() => {
          putAway(notice);
          setAway(which);
        }}
      >
        <Icon name="close" />
      </button>
    </aside>
  );
}

function isPutAway(): string | null {
  try {
    return localStorage.getItem(STORE_KEY);
  } catch {
    return null;
  }
}

function putAway({ deal, version }: HandoverNotice): void {
  try {
    localStorage.setItem(STORE_KEY, `${deal} ${version}`);
  } catch {
    // Then it comes again on the next page.
  }
}
