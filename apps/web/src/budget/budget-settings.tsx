// The day's megabytes: how many there are, and where they went.

import { useEffect, useRef } from 'preact/hooks';
import { thisDevice } from '../lock/this-device.ts';
import {
  DATA_SURFACES,
  lockDayBytes,
  MEGABYTE,
  type DataSurface,
  type DayUse,
} from './day-bytes.ts';
import { Segments, Switch } from '../settings/controls.tsx';
import { useApp } from '../shell/app-context.ts';
import { useSignal } from '../shell/use-signal.ts';
import { ledgerOf } from './ledger-of.ts';
import { megabytesText } from './megabytes-text.ts';
import './budget.css';

/** Where other screens lead to: `/settings#data-budget`. */
const ANCHOR = 'data-budget';
const CHOICES_MB = [50, 100, 250, 500] as const;
const FREE = 'free';

export function BudgetSettings() {
  const app = useApp();
  const { t, locale, preferences } = app;
  const dayBytes = ledgerOf(app);
  const now = useSignal(preferences);
  useSignal(dayBytes.changes);
  const section = useRef<HTMLElement>(null);
  useEffect(() => {
    if (location.hash === `#${ANCHOR}`) section.current?.scrollIntoView();
  }, []);
  const [today, ...before] = dayBytes.week();
  if (today === undefined) return null;
  const used = megabytesText(sumOf(today), locale);
  const most = now.dayMegabytes === null ? null : now.dayMegabytes * MEGABYTE + today.more;

  function choose(chosen: string): void {
    const dayMegabytes = chosen === FREE ? null : Number(chosen);
    preferences.set({ ...preferences.get(), dayMegabytes });
    void thisDevice().then((device) => device.wish({ dayBytesMax: lockDayBytes(dayMegabytes) }));
  }

  return (
    <section id={ANCHOR} ref={section}>
      <h2>{t('budget.title')}</h2>
      <p class="soft">{t('budget.hint')}</p>
      <Segments
        label={t('budget.perDay')}
        value={String(now.dayMegabytes ?? FREE)}
        choices={[
          ...CHOICES_MB.map((mb) => [String(mb), megabytesText(mb * MEGABYTE, locale)] as const),
          [FREE, t('budget.free')],
        ]}
        onChange={choose}
      />
      <Switch
        label={t('settings.dataSaver')}
        hint={t('settings.dataSaverHint')}
        on={now.dataSaver}
        onChange={(dataSaver) => preferences.set({ ...preferences.get(), dataSaver })}
      />
      <figure class="used">
        <figcaption>
          {most === null
            ? t('budget.today', { used })
            : t('budget.todayOf', { used, most: megabytesText(most, locale) })}
        </figcaption>
        <UsedBar use={today} most={most ?? Math.max(MEGABYTE, sumOf(today))} />
        <ul class="used-parts">
          {DATA_SURFACES.map((surface) => (
            <li key={surface}>
              <i class={`used-${surface}`} aria-hidden="true" />
              <span>{t(`budget.${surface}`)}</span>
              <b>{megabytesText(today[surface], locale)}</b>
            </li>
          ))}
        </ul>
        {before.length > 0 && <Week days={[today, ...before]} />}
      </figure>
    </section>
  );
}

/** One bar, a part for each surface; full is what the day has. */
function UsedBar({ use, most }: { use: DayUse; most: number }) {
  return (
    <div class="used-bar" aria-hidden="true">
      {DATA_SURFACES.map((surface) => (
        <i
          key={surface}
          class={`used-${surface}`}
          style={{ flexBasis: `${partOf(use, surface, most)}%` }}
        />
      ))}
    </div>
  );
}

/** A column a day, today at the end of the line. */
function Week({ days }: { days: readonly (DayUse & { day: string })[] }) {
  const { t, locale } = useApp();
  const most = Math.max(MEGABYTE, ...days.map(sumOf));
  const weekday = new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' });
  return (
    <>
      <h3>{t('budget.week')}</h3>
      <ol class="used-week">
        {days.toReversed().map((use) => (
          <li
            key={use.day}
            aria-label={`${weekday.format(dayAt(use.day))}: ${megabytesText(sumOf(use), locale)}`}
          >
            <span class="used-column" aria-hidden="true">
              {DATA_SURFACES.map((surface) => (
                <i
                  key={surface}
                  class={`used-${surface}`}
                  style={{ flexBasis: `${partOf(use, surface, most)}%` }}
                />
              ))}
            </span>
            <small aria-hidden="true">{weekday.format(dayAt(use.day))}</small>
          </li>
        ))}
      </ol>
    </>
  );
}

const WHOLE = 100;
const dayAt = (day: string): number => Date.parse(`${day}T00:00:00Z`);
const sumOf = (use: DayUse): number =>
  DATA_SURFACES.reduce((sum, surface) => sum + use[surface], 0);
const partOf = (use: DayUse, surface: DataSurface, most: number): number =>
  (Math.min(use[surface], most) / most) * WHOLE;
