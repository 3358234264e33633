// The lock screen: a clock, and one card at a time over the whole screen. Off until a tap on yes; off again with one tap.

import { useEffect, useState } from 'preact/hooks';
import { useApp } from '../shell/app-context.ts';
import { loadBrandFont } from '../shell/brand-font.ts';
import { lineOf } from '../feed/connection.ts';
import { useSignal } from '../shell/use-signal.ts';
import { ClockFace, timeOf, useDigits } from './clock-face.tsx';
import type { LockView } from './device/device.ts';
import { CardStage } from './card-stage.tsx';
import { NeutralCard, Quiet } from './neutral-card.tsx';
import { OffButton } from './off-button.tsx';
import { OffCard } from './off-card.tsx';
import { useKeeper } from './use-keeper.ts';
import { useRest } from './use-rest.ts';
import './lock.css';

export function LockScreen() {
  const { t } = useApp();
  const [lit, setLit] = useState(true);
  const kept = useKeeper(lit);
  const { view, cut } = kept;
  const on = view !== null && view.kind !== 'off' && view.kind !== 'asking';
  const { resting, wake } = useRest(on);
  useEffect(() => setLit(!resting), [resting]);
  useLetters();
  if (resting) return <Ambient onWake={wake} />;
  return (
    <div class={`lock over-picture is-${view?.kind ?? 'loading'}`}>
      <h1 class="hidden">{t('lock.title')}</h1>
      <div class="lock-top">
        <ClockFace />
        {on && cut && <OfflineNote view={view} />}
      </div>
      <Body view={view} cut={cut} refresh={kept.refresh} />
    </div>
  );
}

interface BodyProps {
  view: LockView | null;
  cut: boolean;
  refresh: () => Promise<void>;
}

function Body({ view, cut, refresh }: BodyProps) {
  const { t } = useApp();
  switch (view?.kind) {
    case undefined:
      return null;
    case 'off':
      return <OffCard since={view.since} onAnswered={() => void refresh()} />;
    case 'asking':
      return (
        <section class="lock-stage">
          <Quiet>
            <h2>{t('lock.askingTitle')}</h2>
            <p>{cut ? t('lock.askingOffline') : t('lock.askingText')}</p>
          </Quiet>
          <Bottom />
        </section>
      );
    case 'dark':
      return (
        <section class="lock-stage">
          <NeutralCard because={view.because} cut={cut} />
          <Bottom />
        </section>
      );
    case 'cards':
      return <CardStage view={view} refresh={refresh} />;
  }
}

/** Where the thumb is, whatever stands above. */
function Bottom() {
  return (
    <div class="lock-actions">
      <OffButton />
    </div>
  );
}

function OfflineNote({ view }: { view: LockView }) {
  const { t, locale } = useApp();
  const style = useDigits();
  if (view.kind !== 'cards') return <p class="lock-offline">{t('lock.offline')}</p>;
  const time = timeOf(view.pack.issuedAtMs, locale, style);
  return <p class="lock-offline">{t('lock.offlineSince', { time })}</p>;
}

/** Nothing but the time, dim, at another place each minute so that no screen keeps its shadow. */
function Ambient({ onWake }: { onWake: () => void }) {
  const { t } = useApp();
  return (
    <button type="button" class="lock-ambient" aria-label={t('lock.wake')} onClick={onWake}>
      <ClockFace />
    </button>
  );
}

/** The brand's letters for the interface and the clock's digits, where data is not dear. */
function useLetters(): void {
  const { locale, preferences } = useApp();
  const { dataSaver } = useSignal(preferences);
  useEffect(() => {
    const line = lineOf(dataSaver);
    void loadBrandFont('en', line);
    void loadBrandFont(locale, line);
  }, [locale, dataSaver]);
}
