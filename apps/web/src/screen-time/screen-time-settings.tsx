// In the settings: how long one was here in the last two weeks, and how long one wants to be.

import { useState } from 'preact/hooks';
import { useApp } from '../shell/app-context.ts';
import { MinutesField } from './minutes-field.tsx';
import { lastDays, ownLimit, parentLimit, setOwnLimit, usedTime } from './used-time.ts';
import './screen-time.css';

export function ScreenTimeSettings() {
  const { t, viewer, locale } = useApp();
  const [own, setOwn] = useState(() => ownLimit(localStorage));
  const parents = viewer?.child === undefined ? null : parentLimit(localStorage).dailyMinutes;
  const used = usedTime(localStorage);
  const days = lastDays().map((day) => ({ day, minutes: Math.round((used[day] ?? 0) / 60) }));
  const most = Math.max(60, ...days.map(({ minutes }) => minutes));
  const nameOf = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' });
  // Noon: no day of summer time moves it to its neighbour.
  const named = (day: string): string => nameOf.format(Date.parse(`${day}T12:00`));
  const told = (day: string, minutes: number): string =>
    `${named(day)}: ${t('time.minutes', { minutes: String(minutes) })}`;
  return (
    <section>
      <h2>{t('time.title')}</h2>
      <ol class="time-days" aria-label={t('time.chart')}>
        {days.map(({ day, minutes }) => (
          <li key={day}>
            <i
              aria-hidden="true"
              style={{ blockSize: `${Math.max(2, (minutes / most) * 96)}px` }}
            />
            <span class="hidden">{told(day, minutes)}</span>
          </li>
        ))}
      </ol>
      <p class="time-ends" aria-hidden="true">
        <small>{named(days[0]?.day ?? '')}</small>
        <b>{told(days.at(-1)?.day ?? '', days.at(-1)?.minutes ?? 0)}</b>
      </p>
      <p class="soft">{t('time.onDevice')}</p>
      {parents === null ? (
        <MinutesField
          label={t('time.daily')}
          value={own.dailyMinutes}
          onValue={(dailyMinutes) => {
            setOwn({ dailyMinutes });
            setOwnLimit(localStorage, { dailyMinutes });
          }}
        />
      ) : (
        <p>{t('time.byParent', { minutes: String(parents) })}</p>
      )}
    </section>
  );
}
