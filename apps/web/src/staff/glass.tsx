// Break-glass: a role for an hour when two others agree, with the clock that runs.

import { useState } from 'preact/hooks';
import type { BreakGlass, BreakGlassList, BreakGlassUses } from '@jhalak/contracts/staff';
import { useStepUp } from '../account/step-up.tsx';
import { dateTimeText, timeText } from '../desk/when.ts';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { sayFailure } from '../shell/say-failure.ts';
import { SureButton } from '../shell/sure-button.tsx';
import { AskGlass } from './ask-glass.tsx';
import { Countdown } from './countdown.tsx';
import { ReasonSheet } from './reason-sheet.tsx';

/** Older ones are shown on demand. */
const PAST_SHOWN = 3;

interface GlassProps {
  list: BreakGlassList;
  onChanged: () => void;
}

export function Glass({ list, onChanged }: GlassProps) {
  const { t } = useApp();
  const [all, setAll] = useState(false);
  const isLive = ({ state }: BreakGlass): boolean => state === 'waiting' || state === 'open';
  const live = list.items.filter(isLive);
  const past = list.items.filter((one) => !isLive(one));
  const shown = all ? past : past.slice(0, PAST_SHOWN);
  return (
    <section class="glass" aria-labelledby="glass-title">
      <header class="staff-section-head">
        <h2 id="glass-title">{t('glass.title')}</h2>
        {list.askable.length > 0 && <AskGlass roles={list.askable} onAsked={onChanged} />}
      </header>
      <p class="soft">{t('glass.text')}</p>
      {live.length === 0 && <p class="glass-none">{t('glass.none')}</p>}
      <ul>
        {live.map((one) => (
          <LiveGlass key={one.id} one={one} onChanged={onChanged} />
        ))}
        {shown.map((one) => (
          <PastGlass key={one.id} one={one} />
        ))}
      </ul>
      {past.length > shown.length && (
        <button type="button" class="button text" onClick={() => setAll(true)}>
          {t('common.more')}
        </button>
      )}
    </section>
  );
}

function LiveGlass({ one, onChanged }: { one: BreakGlass; onChanged: () => void }) {
  const app = useApp();
  const { t } = app;
  const { guard, sheet } = useStepUp();
  const [refusing, setRefusing] = useState(false);
  const path = `/v1/break-glass/${one.id}`;
  const open = one.state === 'open';
  async function act(step: 'approval' | 'end', body: object): Promise<void> {
    const reply = await guard(async () => await app.api.send('POST', `${path}/${step}`, body));
    if (reply === undefined) return;
    if (reply.kind !== 'ok') sayFailure(app, reply);
    onChanged();
  }
  return (
    <li class={open ? 'glass-one is-open' : 'glass-one'}>
      <header>
        <b>{t(`roleName.${one.role}`)}</b>
        <Countdown
          untilMs={open ? (one.endsAtMs ?? 0) : one.expiresAtMs}
          label={t(open ? 'glass.openFor' : 'glass.waitsFor')}
          onOver={onChanged}
        />
      </header>
      <small>
        <bdi>@{one.handle}</bdi>
      </small>
      <blockquote dir="auto">{one.reason}</blockquote>
      <p class="glass-yes">
        <i class={one.approvedBy.length > 0 ? 'is-yes' : ''} aria-hidden="true" />
        <i class={one.approvedBy.length > 1 ? 'is-yes' : ''} aria-hidden="true" />
        {t('glass.agreed', { count: one.approvedBy.length })}
        {one.approvedBy.length > 0 && (
          <small>{one.approvedBy.map((handle) => `@${handle}`).join(', ')}</small>
        )}
      </p>
      {one.uses > 0 && <Uses one={one} />}
      {(one.approvable || one.endable) && (
        <div class="row">
          {one.approvable && (
            <>
              <button
                type="button"
                class="button primary"
                onClick={() => void act('approval', { digest: one.digest })}
              >
                {t('glass.agree')}
              </button>
              <button type="button" class="button" onClick={() => setRefusing(true)}>
                {t('glass.refuse')}
              </button>
            </>
          )}
          {one.endable && (
            <SureButton onSure={() => void act('end', {})}>
              {t(open ? 'glass.endNow' : 'glass.withdraw')}
            </SureButton>
          )}
        </div>
      )}
      {refusing && (
        <ReasonSheet
          title={t('glass.refuse')}
          act={t('glass.refuse')}
          grave
          send={(reason) => app.api.send('POST', `${path}/refusal`, { reason })}
          onDone={() => {
            setRefusing(false);
            onChanged();
          }}
          onClose={() => setRefusing(false)}
        />
      )}
      {sheet}
    </li>
  );
}

function PastGlass({ one }: { one: BreakGlass }) {
  const { t, locale } = useApp();
  const { state } = one;
  if (state === 'waiting' || state === 'open') return null;
  return (
    <li class="glass-one is-past">
      <header>
        <b>{t(`roleName.${one.role}`)}</b>
        <span>{t(`glassState.${state}`)}</span>
      </header>
      <small>
        <bdi>@{one.handle}</bdi> · {dateTimeText(one.requestedAtMs, locale)}
      </small>
      <blockquote dir="auto">{one.reason}</blockquote>
      {one.uses > 0 && <Uses one={one} />}
    </li>
  );
}

/** What was done under it, read when it is asked for. */
function Uses({ one }: { one: BreakGlass }) {
  const app = useApp();
  const { t, locale } = app;
  const [items, setItems] = useState<BreakGlassUses['items'] | null>(null);
  const [failed, setFailed] = useState(false);
  async function load(): Promise<void> {
    setFailed(false);
    const reply = await app.api.get<BreakGlassUses>(`/v1/break-glass/${one.id}/uses`);
    if (reply.kind === 'ok') return setItems(reply.value.items);
    setFailed(true);
    sayFailure(app, reply);
  }
  return (
    <details class="glass-uses" onToggle={(event) => event.currentTarget.open && void load()}>
      <summary>
        <Icon name="flag" />
        {t('glass.uses', { count: one.uses })}
      </summary>
      <ol>
        {items?.map((use, index) => (
          <li key={`${use.atMs} ${index}`}>
            <time>{timeText(use.atMs, locale)}</time> <code>{use.route}</code>
          </li>
        ))}
      </ol>
      {failed && (
        <button type="button" class="button text" onClick={() => void load()}>
          {t('common.retry')}
        </button>
      )}
    </details>
  );
}
