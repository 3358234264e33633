// Where one is signed in, and ending it from here: a lost phone, a borrowed computer.

import { useEffect, useState } from 'preact/hooks';
import type { Session } from '@jhalak/contracts/accounts';
import type { Failure } from '../api/client.ts';
import { useApp, type App } from '../shell/app-context.ts';
import { failureText, sayFailure } from '../shell/say-failure.ts';
import { SureButton } from '../shell/sure-button.tsx';
import { fullDateText } from './full-date.ts';

export function SessionSettings() {
  const app = useApp();
  const { t, api } = app;
  const [items, setItems] = useState<readonly Session[] | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  useEffect(() => {
    void api.get<{ items: Session[] }>('/v1/sessions').then((reply) => {
      if (reply.kind === 'ok') setItems(reply.value.items);
      else setFailure(reply);
    });
  }, [api]);

  async function end(path: string, left: (one: Session) => boolean, said: string): Promise<void> {
    const reply = await api.send('DELETE', path);
    // Ended meanwhile is what was wanted.
    if (reply.kind !== 'ok' && !(reply.kind === 'problem' && reply.status === 404)) {
      sayFailure(app, reply);
      return;
    }
    setItems((before) => before?.filter(left) ?? null);
    app.say(said);
  }

  const others = items?.filter(({ current }) => !current) ?? [];
  return (
    <section>
      <h2>{t('sessions.title')}</h2>
      <p class="soft">{t('sessions.hint')}</p>
      {failure !== null && (
        <p class="field-problem" role="alert">
          {failureText(app, failure)}
        </p>
      )}
      {items === null && failure === null && (
        <div class="bone bone-block" role="status" aria-label={t('common.loading')} />
      )}
      <ul class="sessions">
        {items?.map((session) => (
          <li key={session.id} class="setting-action">
            <SessionTimes session={session} />
            {!session.current && (
              <SureButton
                onSure={() =>
                  void end(
                    `/v1/sessions/${session.id}`,
                    ({ id }) => id !== session.id,
                    t('sessions.ended'),
                  )
                }
              >
                {t('sessions.end')}
              </SureButton>
            )}
          </li>
        ))}
      </ul>
      {items !== null && others.length === 0 && <p class="soft">{t('sessions.only')}</p>}
      {others.length > 1 && (
        <SureButton
          onSure={() =>
            void end('/v1/sessions', ({ current }) => current, t('sessions.endedOthers'))
          }
        >
          {t('sessions.endOthers')}
        </SureButton>
      )}
    </section>
  );
}

/** In words that people know of their own things. */
function deviceText({ device }: Session, t: App['t']): string {
  const { browser, system } = device;
  if (browser !== undefined && system !== undefined)
    return t('sessions.device', { browser, system });
  return browser ?? system ?? t('sessions.elsewhere');
}

function SessionTimes({ session }: { session: Session }) {
  const { t, locale } = useApp();
  const since = fullDateText(session.createdAtMs, locale);
  return (
    <span>
      <b>
        {session.current
          ? `${t('sessions.here')} · ${deviceText(session, t)}`
          : deviceText(session, t)}
      </b>
      <small>
        {t(`sessionHow.${session.how}`)} · {t('sessions.since', { since })}
        {!session.current &&
          ` · ${t('sessions.lastUsed', { used: fullDateText(session.lastUsedAtMs, locale) })}`}
      </small>
    </span>
  );
}
