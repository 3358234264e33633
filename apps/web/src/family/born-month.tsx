import { useState } from 'preact/hooks';
import { useApp } from '../shell/app-context.ts';

/** Who is asked may have grown up since they said that they are a child; nobody under three types. */
const YEARS = { from: 3, to: 30 } as const;

/** Month and year of birth, two lists: nobody swipes through days, and a day is not asked. */
export function BornMonth({ value, onValue }: { value: string; onValue: (value: string) => void }) {
  const { t, locale } = useApp();
  const [given, setGiven] = useState(() => ({ year: value.slice(0, 4), month: value.slice(5) }));
  const thisYear = new Date().getFullYear();
  const nameOf = new Intl.DateTimeFormat(locale, { month: 'long', timeZone: 'UTC' });
  const months = Array.from({ length: 12 }, (_, at) => ({
    code: String(at + 1).padStart(2, '0'),
    name: nameOf.format(Date.UTC(2024, at, 15)),
  }));
  const years = Array.from({ length: YEARS.to - YEARS.from + 1 }, (_, at) =>
    String(thisYear - YEARS.from - at),
  );
  function set(part: Partial<typeof given>): void {
    const next = { ...given, ...part };
    setGiven(next);
    onValue(next.year === '' || next.month === '' ? '' : `${next.year}-${next.month}`);
  }
  return (
    <fieldset class="born">
      <legend class="field-label">{t('family.born')}</legend>
      <div>
        <span class="field">
          <select
            aria-label={t('family.month')}
            value={given.month}
            onChange={(event) => set({ month: event.currentTarget.value })}
          >
            <option value="">{t('family.month')}</option>
            {months.map(({ code, name }) => (
              <option key={code} value={code}>
                {name}
              </option>
            ))}
          </select>
        </span>
        <span class="field">
          <select
            aria-label={t('family.year')}
            value={given.year}
            onChange={(event) => set({ year: event.currentTarget.value })}
          >
            <option value="">{t('family.year')}</option>
            {years.map((year) => (
              <option key={year} value={year}>
                {year}
              </option>
            ))}
          </select>
        </span>
      </div>
      <small class="soft">{t('family.bornWhy')}</small>
    </fieldset>
  );
}
