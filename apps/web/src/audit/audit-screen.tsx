// The auditor's reading room: nothing here changes anything, and everything can be taken away signed.

import { useState } from 'preact/hooks';
import type { BorderCard } from '@jhalak/contracts/border';
import type { AuditLookList } from '@jhalak/contracts/audit';
import { Key } from '../border/log-state.tsx';
import { usePolled } from '../border/use-polled.ts';
import { Segments } from '../settings/controls.tsx';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { NoPage } from '../shell/no-page.tsx';
import { Access } from './access.tsx';
import { LogPages } from './log-pages.tsx';
import { OrderTimeline } from './order-timeline.tsx';
import { Policies } from './policies.tsx';
import { takeExport } from './take-export.ts';
import { Technology } from './technology.tsx';
import '../settings/settings.css';
import '../border/border.css';
import './audit.css';

const PLACES = ['log', 'orders', 'technology', 'access', 'policies'] as const;
type Place = (typeof PLACES)[number];
/** Keys change once in years. */
const CARD_MS = 600_000;

export function AuditScreen() {
  const { t } = useApp();
  const [place, setPlace] = useState<Place>('log');
  /** Name of the file that was taken last. */
  const [taken, setTaken] = useState('');
  // Who may read this list may read the page; that they did is on it.
  const looks = usePolled<AuditLookList>('/v1/audit/looks', CARD_MS);
  const card = usePolled<BorderCard>('/v1/border', CARD_MS);
  if (looks.value === null)
    return looks.failure === null ? (
      <div class="screen">
        <div class="bone bone-title" />
        <div class="bone bone-block" role="status" aria-label={t('common.loading')} />
      </div>
    ) : (
      <NoPage
        closed={{ title: t('border.closedTitle'), text: t('border.closedText') }}
        path="/audit"
        failure={looks.failure}
        onRetry={looks.reload}
      />
    );
  return (
    <div class="screen audit-page">
      <header class="border-head">
        <div>
          <h1>{t('audit.title')}</h1>
          <p class="soft">{t('audit.lead')}</p>
        </div>
        <Take onTaken={setTaken} />
      </header>
      {taken !== '' && card.value !== null && (
        <div class="audit-taken" role="status">
          <Key
            name={t('audit.taken', { name: taken })}
            vkey={`npx jhalak audit verify ${taken} --key ${card.value.auditVkey}`}
          />
        </div>
      )}
      <Segments
        label={t('audit.show')}
        value={place}
        choices={PLACES.map((one) => [one, t(`auditPlace.${one}`)] as const)}
        onChange={setPlace}
      />
      {place === 'log' && <LogPages />}
      {place === 'orders' && <OrderTimeline />}
      {place === 'technology' && <Technology />}
      {place === 'access' && <Access />}
      {place === 'policies' && <Policies />}
    </div>
  );
}

function Take({ onTaken }: { onTaken: (name: string) => void }) {
  const { t, say } = useApp();
  const [busy, setBusy] = useState(false);
  async function take(): Promise<void> {
    setBusy(true);
    const name = await takeExport();
    setBusy(false);
    if (name === undefined) say(t('audit.notTaken'));
    else onTaken(name);
  }
  return (
    <button type="button" class="button primary" disabled={busy} onClick={() => void take()}>
      <Icon name="download" />
      {t(busy ? 'audit.taking' : 'audit.take')}
    </button>
  );
}
