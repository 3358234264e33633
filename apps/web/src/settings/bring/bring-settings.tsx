// Bring an archive along from another service: send it, see what is in it, tick what is to come, take it back.

import type { Import } from '@jhalak/contracts/imports';
import { useRef } from 'preact/hooks';
import { useApp } from '../../shell/app-context.ts';
import { Icon } from '../../shell/icons.tsx';
import { SureButton } from '../../shell/sure-button.tsx';
import { fullDateText } from '../full-date.ts';
import { BringChoice } from './bring-choice.tsx';
import { BringPeople } from './bring-people.tsx';
import { useImport, type BringState } from './use-import.ts';
import { WhereaboutsSettings } from './whereabouts-settings.tsx';
import './bring.css';

export function BringSettings() {
  const { t, viewer } = useApp();
  const bring = useImport();
  // Only who has a name here can be brought anything.
  if (viewer?.handle === undefined || bring.latest === undefined) return null;
  const { latest, sent, broken } = bring;
  const isOpen =
    latest !== null && ['checking', 'ready', 'running', 'undoing'].includes(latest.state);
  return (
    <section id="bring-data">
      <h2>{t('bring.title')}</h2>
      <p class="soft">{t('bring.hint')}</p>
      {sent !== null && <Sending share={sent} onGiveUp={bring.giveUp} />}
      {sent === null && latest !== null && <ImportCard bring={bring} latest={latest} />}
      {broken && (
        <p class="field-problem" role="alert">
          {t('bring.broken')}
        </p>
      )}
      {sent === null && !isOpen && <PickFile onPick={bring.pick} />}
      <WhereaboutsSettings latest={latest} />
    </section>
  );
}

function PickFile({ onPick }: { onPick: (file: File) => Promise<void> }) {
  const { t } = useApp();
  const input = useRef<HTMLInputElement>(null);
  return (
    <p class="bring-pick">
      <button type="button" class="button" onClick={() => input.current?.click()}>
        <Icon name="upload" />
        {t('bring.pick')}
      </button>
      <input
        ref={input}
        type="file"
        accept=".zip,application/zip"
        hidden
        aria-label={t('bring.pick')}
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? [];
          if (file !== undefined) void onPick(file);
          event.currentTarget.value = '';
        }}
      />
    </p>
  );
}

function Line({ share, label }: { share: number; label: string }) {
  return (
    <div
      class="archive-line"
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(share * 100)}
    >
      <i style={{ transform: `scaleX(${share})` }} />
    </div>
  );
}

function Sending({ share, onGiveUp }: { share: number; onGiveUp: () => Promise<void> }) {
  const { t } = useApp();
  return (
    <article class="archive">
      <div class="archive-head">
        <Icon name="upload" />
        <div role="status">
          <b>{t('bring.sending')}</b>
          <small>{t('bring.stay')}</small>
        </div>
      </div>
      <Line share={share} label={t('bring.sending')} />
      <SureButton onSure={() => void onGiveUp()}>{t('bring.giveUp')}</SureButton>
    </article>
  );
}

function ImportCard({ bring, latest }: { bring: BringState; latest: Import }) {
  const { t } = useApp();
  const { state } = latest;
  if (state === 'ready') return <BringChoice bring={bring} latest={latest} />;
  if (state === 'done') return <BringDone bring={bring} latest={latest} />;
  const isMoving = state === 'checking' || state === 'running' || state === 'undoing';
  return (
    <article class="archive">
      <div class="archive-head">
        <Icon name={state === 'refused' ? 'flag' : 'clock'} />
        <div role="status">
          <b>{t(`bring.${state}`)}</b>
          {isMoving && <small>{t('data.mayClose')}</small>}
          {latest.failure !== null && <small>{faultText(latest.failure.code, t)}</small>}
          {state === 'receiving' && <small>{t('bring.broken')}</small>}
        </div>
      </div>
      {(isMoving || state === 'receiving') && (
        <Line share={latest.progress} label={t(`bring.${state}`)} />
      )}
      {state === 'receiving' && (
        <SureButton onSure={() => void bring.giveUp()}>{t('bring.giveUp')}</SureButton>
      )}
    </article>
  );
}

function BringDone({ bring, latest }: { bring: BringState; latest: Import }) {
  const { t, locale } = useApp();
  const { outcome, undoUntilMs, failure } = latest;
  const clips = outcome?.clips;
  const offers = [outcome?.follows, outcome?.close, outcome?.packs].some(
    (count) => count !== undefined,
  );
  return (
    <article class="archive is-ready">
      <div class="archive-head">
        <Icon name="check" />
        <div role="status">
          <b>{t('bring.done')}</b>
          {clips !== undefined && (
            <small>{t('bring.doneClips', { count: clips.published, all: clips.came })}</small>
          )}
          {clips !== undefined && clips.refused > 0 && (
            <small>{t('bring.refusedClips', { count: clips.refused })}</small>
          )}
          {outcome?.saved !== undefined && (
            <small>
              {t('bring.doneSaved', {
                count: outcome.saved.came,
                all: outcome.saved.came + outcome.saved.missing,
              })}
            </small>
          )}
          {failure !== null && <small>{faultText(failure.code, t)}</small>}
        </div>
      </div>
      {offers && undoUntilMs !== null && <BringPeople id={latest.id} />}
      {undoUntilMs !== null && (
        <>
          <p class="soft">{t('bring.undoHint', { date: fullDateText(undoUntilMs, locale) })}</p>
          <SureButton onSure={() => void bring.undo()}>{t('bring.undo')}</SureButton>
        </>
      )}
    </article>
  );
}

function faultText(code: string, t: ReturnType<typeof useApp>['t']): string {
  switch (code) {
    case 'import.damaged':
      return t('bring.damaged');
    case 'import.forged':
      return t('bring.forged');
    case 'family.consent_needed':
      return t('family.state-withdrawn');
    case 'upload.disk_full':
      return t('data.noSpace');
    case 'internal':
      return t('error.server');
    default:
      return t('bring.notArchive');
  }
}
