// What can be done about a person beside following them.

import { useState } from 'preact/hooks';
import type { Person } from '@jhalak/contracts/accounts';
import { isolated } from '../i18n/isolated.ts';
import { useApp } from '../shell/app-context.ts';
import { Icon, type IconName } from '../shell/icons.tsx';
import { ReportSheet } from '../shell/report-sheet.tsx';
import { sayFailure } from '../shell/say-failure.ts';
import { Sheet } from '../shell/sheet.tsx';
import { useClose } from '../people/use-close.ts';

interface PersonMenuProps {
  person: Person;
  onChange: (person: Person) => void;
  onBlocked: () => void;
  onClose: () => void;
}

export function PersonMenu({ person, onChange, onBlocked, onClose }: PersonMenuProps) {
  const app = useApp();
  const { t } = app;
  const { handle, muted } = person;
  const [asking, setAsking] = useState(false);
  const [reporting, setReporting] = useState(false);
  const setClose = useClose();
  const path = `/v1/people/${encodeURIComponent(handle)}`;

  async function send(method: 'PUT' | 'DELETE', to: string): Promise<boolean> {
    const reply = (await app.ensureViewer()) ? await app.api.send(method, to) : null;
    if (reply?.kind === 'ok') {
      // Whose clips come is another question now.
      app.feeds.clear();
      return true;
    }
    if (reply !== null) sayFailure(app, reply);
    return false;
  }

  async function mute(on: boolean): Promise<void> {
    if (!(await send(on ? 'PUT' : 'DELETE', `${path}/mute`))) return;
    onChange({ ...person, muted: on });
    app.say(on ? t('person.mutedToast', { handle }) : t('person.unmutedToast', { handle }), {
      label: t('common.undo'),
      run: () => void mute(!on),
    });
  }

  async function close(): Promise<void> {
    const on = person.close !== true;
    const show = (isClose: boolean): void => onChange({ ...person, close: isClose });
    onClose();
    if (await setClose(handle, on, () => show(!on))) show(on);
  }

  async function block(): Promise<void> {
    onClose();
    if (!(await send('PUT', `${path}/block`))) return;
    onBlocked();
    app.say(t('person.blockedToast', { handle }));
  }

  async function sendAway(): Promise<void> {
    onClose();
    if (!(await send('DELETE', `/v1/followers/${encodeURIComponent(handle)}`))) return;
    onChange({ ...person, followsYou: false });
    app.say(t('person.sentAway', { handle }));
  }

  if (reporting)
    return <ReportSheet path={`${path}/reports`} onReported={() => undefined} onClose={onClose} />;
  if (asking) {
    return (
      <Sheet title={t('person.blockTitle', { handle })} onClose={onClose}>
        <p>{t('person.blockText')}</p>
        <div class="actions">
          <button type="button" class="button danger" onClick={() => void block()}>
            {t('person.block')}
          </button>
          <button type="button" class="button" onClick={onClose}>
            {t('common.cancel')}
          </button>
        </div>
      </Sheet>
    );
  }
  const items: { icon: IconName; label: string; hint?: string; run: () => void }[] = [
    {
      icon: muted ? 'sound' : 'muted',
      label: muted ? t('person.unmute') : t('person.mute'),
      ...(!muted && { hint: t('person.muteHint') }),
      run: () => {
        onClose();
        void mute(!muted);
      },
    },
    ...(app.viewer?.handle === undefined
      ? []
      : [
          {
            icon: 'heart' as const,
            label: person.close === true ? t('close.remove') : t('close.add'),
            ...(person.close !== true && { hint: t('close.hint') }),
            run: () => void close(),
          },
        ]),
    ...(person.followsYou
      ? [{ icon: 'people' as const, label: t('person.sendAway'), run: () => void sendAway() }]
      : []),
    { icon: 'shield', label: t('person.block'), run: () => setAsking(true) },
    { icon: 'flag', label: t('person.report'), run: () => setReporting(true) },
  ];
  return (
    <Sheet title={isolated(`@${handle}`)} onClose={onClose}>
      <ul class="menu">
        {items.map(({ icon, label, hint, run }) => (
          <li key={icon}>
            <button type="button" onClick={run}>
              <Icon name={icon} />
              <span>
                {label}
                {hint !== undefined && <small class="menu-hint">{hint}</small>}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Sheet>
  );
}
