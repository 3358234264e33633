// Who is going to run this, from when, and what each person may choose until a day.

import { HANDOVER_CHOICES, type HandoverNotice } from '@jhalak/contracts/handover-notice';
import { fullDateText } from '../settings/full-date.ts';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { Link } from '../shell/link.tsx';
import { NoPage } from '../shell/no-page.tsx';
import { failureText } from '../shell/say-failure.ts';
import { ScreenSkeleton } from '../shell/screen-skeleton.tsx';
import { useNotice, type KnownNotice } from './use-notice.ts';
import './handover.css';

export function HandoverScreen() {
  const app = useApp();
  const { t, locale } = app;
  const known = useNotice();
  const { notice, failure, retry } = known;
  if (notice === undefined) return <ScreenSkeleton />;
  if (notice === null && failure !== undefined)
    return (
      <NoPage failure={failure} closed={{ title: '', text: '' }} path="/handover" onRetry={retry} />
    );
  if (notice === null)
    return (
      <div class="screen state">
        <Icon name="handover" />
        <h1>{t('handover.nobody')}</h1>
      </div>
    );
  const { owner, fromMs } = notice;
  const date = fullDateText(fromMs, locale);
  return (
    <div class="screen handover">
      <h1>{t('handover.title')}</h1>
      {failure !== undefined && (
        <div class="handover-old" role="status">
          <p>
            {failureText(app, failure)} {t('handover.old')}
          </p>
          <button type="button" class="button" onClick={retry}>
            {t('common.retry')}
          </button>
        </div>
      )}
      <div class="handover-owner">
        <Icon name="handover" />
        <p>
          <b>{owner.name}</b>
          <span>{owner.seat}</span>
          <span>{t('handover.from', { date })}</span>
        </p>
      </div>
      <Choices known={known} notice={notice} />
      <Link href="/settings#your-data" class="button">
        <Icon name="download" />
        {t('region.takeData')}
      </Link>
    </div>
  );
}

function Choices({ known, notice }: { known: KnownNotice; notice: HandoverNotice }) {
  const { t, locale, viewer } = useApp();
  const { own, choose } = known;
  const date = fullDateText(notice.deadlineMs, locale);
  if (viewer === null)
    return (
      <>
        <p>{t('handover.unknown', { date })}</p>
        <Link href="/signin?next=/handover" class="button primary">
          {t('account.signIn')}
        </Link>
      </>
    );
  const isOver = own?.open === false;
  return (
    <fieldset class="handover-choices" disabled={isOver || own === null}>
      <legend>
        <b>{t('handover.ask')}</b>
        <span>{t(isOver ? 'handover.over' : 'handover.until', { date })}</span>
      </legend>
      {HANDOVER_CHOICES.map((choice) => (
        <label key={choice} class={`is-${choice}`}>
          <input
            type="radio"
            name="handover-choice"
            value={choice}
            // Not known is not chosen.
            checked={own !== null && (own.choice ?? 'stay') === choice}
            onChange={() => void choose(choice)}
          />
          <span>
            <b>{t(`handoverChoice.${choice}`)}</b>
            <small>{t(`handoverMeans.${choice}`, { date })}</small>
          </span>
        </label>
      ))}
      <p class="soft" role="status">
        {own !== null &&
          (own.chosenAtMs === undefined
            ? t('handover.nothing')
            : t('handover.saved', { date: fullDateText(own.chosenAtMs, locale) }))}
      </p>
    </fieldset>
  );
}
