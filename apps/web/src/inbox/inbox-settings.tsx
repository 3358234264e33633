// Of whom one hears of each kind, and when there is no sign of it.

import { useEffect, useRef, useState } from 'preact/hooks';
import type { InboxSettings as Settings, InboxSettingsBody } from '@jhalak/contracts/inbox';
import type { Failure } from '../api/client.ts';
import { Switch } from '../settings/controls.tsx';
import { useApp } from '../shell/app-context.ts';
import { failureText, sayFailure } from '../shell/say-failure.ts';
import './inbox.css';

type Kind = keyof Settings['kinds'];
type Who = Settings['kinds'][Kind];

const FROM_PEOPLE = ['everyone', 'following', 'nobody'] as const;
/** Nobody does these: they are on or off. */
const SWITCHED: ReadonlySet<Kind> = new Set<Kind>(['request_accepted', 'clip_published']);
/** What a first switching on means: ten in the evening to six in the morning. */
const QUIET_FIRST = { fromMinute: 22 * 60, toMinute: 6 * 60 };

export function InboxSettings() {
  const { viewer } = useApp();
  return viewer?.handle === undefined ? null : <Choices />;
}

function Choices() {
  const app = useApp();
  const { t } = app;
  const [settings, setSettings] = useState<Settings | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const line = useRef(Promise.resolve());
  useEffect(() => {
    void app.api.get<Settings>('/v1/inbox/settings').then((reply) => {
      if (reply.kind === 'ok') setSettings(reply.value);
      else setFailure(reply);
    });
    // Depends on less than it reads: once
  }, []);
  // Shown at once; one after another, so that the last one holds.
  function change(body: InboxSettingsBody, next: Settings): void {
    setSettings(next);
    line.current = line.current.then(async () => {
      const reply = await app.api.send<Settings>('PUT', '/v1/inbox/settings', body);
      if (reply.kind === 'ok') return;
      setSettings(settings);
      sayFailure(app, reply);
    });
  }
  return (
    <section id="inbox">
      <h2>{t('inbox.settings')}</h2>
      {failure !== null && (
        <p class="field-problem" role="alert">
          {failureText(app, failure)}
        </p>
      )}
      {settings === null && failure === null && (
        <div class="bone bone-block" role="status" aria-label={t('common.loading')} />
      )}
      {settings !== null && (
        <>
          <div>
            {(Object.keys(settings.kinds) as Kind[]).map((kind) => (
              <KindChoice
                key={kind}
                kind={kind}
                who={settings.kinds[kind]}
                onChoose={(who) => {
                  const kinds = { [kind]: who } as Partial<Settings['kinds']>;
                  change({ kinds }, { ...settings, kinds: { ...settings.kinds, ...kinds } });
                }}
              />
            ))}
          </div>
          <p class="soft">{t('inbox.always')}</p>
          <QuietHours
            quiet={settings.quiet}
            onChange={(quiet) => change({ quiet }, { ...settings, quiet })}
          />
        </>
      )}
    </section>
  );
}

function KindChoice({
  kind,
  who,
  onChoose,
}: {
  kind: Kind;
  who: Who;
  onChoose: (who: Who) => void;
}) {
  const { t } = useApp();
  const isSwitched = SWITCHED.has(kind);
  const choices = isSwitched ? (['everyone', 'nobody'] as const) : FROM_PEOPLE;
  return (
    <label class="inbox-kind field">
      {t(`inbox.of-${kind}`)}
      <select value={who} onChange={(event) => onChoose(event.currentTarget.value as Who)}>
        {choices.map((one) => (
          <option key={one} value={one}>
            {isSwitched && one === 'everyone' ? t('inbox.who-on') : t(`inbox.who-${one}`)}
          </option>
        ))}
      </select>
    </label>
  );
}

function QuietHours({
  quiet,
  onChange,
}: {
  quiet: Settings['quiet'];
  onChange: (quiet: Settings['quiet']) => void;
}) {
  const { t } = useApp();
  return (
    <>
      <Switch
        label={t('inbox.quiet')}
        hint={t('inbox.quietHint')}
        on={quiet !== null}
        onChange={(on) => onChange(on ? QUIET_FIRST : null)}
      />
      {quiet !== null && (
        <div class="inbox-hours">
          <TimeField
            label={t('inbox.quietFrom')}
            minute={quiet.fromMinute}
            onChange={(fromMinute) => onChange({ ...quiet, fromMinute })}
          />
          <TimeField
            label={t('inbox.quietTo')}
            minute={quiet.toMinute}
            onChange={(toMinute) => onChange({ ...quiet, toMinute })}
          />
        </div>
      )}
    </>
  );
}

function TimeField({
  label,
  minute,
  onChange,
}: {
  label: string;
  minute: number;
  onChange: (minute: number) => void;
}) {
  const two = (part: number): string => String(part).padStart(2, '0');
  return (
    <label class="field">
      <span>{label}</span>
      <input
        type="time"
        value={`${two(Math.floor(minute / 60))}:${two(minute % 60)}`}
        onChange={(event) => {
          const [hours = NaN, minutes = NaN] = event.currentTarget.value.split(':').map(Number);
          // An emptied field says nothing.
          if (Number.isInteger(hours * 60 + minutes)) onChange(hours * 60 + minutes);
        }}
      />
    </label>
  );
}
