// Days as advertisers read them.

import type { InterfaceLanguage } from '@jhalak/contracts/languages';

/** @returns "22 Nov 2026", in the browser's time zone. */
export function dateText(ms: number, locale: InterfaceLanguage): string {
  return new Intl.DateTimeFormat(locale === 'en' ? 'en-IN' : locale, {
    ...{ day: 'numeric', month: 'short', year: 'numeric' },
  }).format(ms);
}

/** @param day 0 is Sunday. @returns "Sun". */
export function weekdayText(day: number, locale: InterfaceLanguage): string {
  // 4 January 1970 was a Sunday.
  const ms = Date.UTC(1970, 0, 4 + day, 12);
  return new Intl.DateTimeFormat(locale === 'en' ? 'en-IN' : locale, {
    ...{ weekday: 'short', timeZone: 'UTC' },
  }).format(ms);
}

/** @param month `2026-11`. @returns "November 2026". */
export function monthText(month: string, locale: InterfaceLanguage): string {
  return new Intl.DateTimeFormat(locale === 'en' ? 'en-IN' : locale, {
    ...{ month: 'long', year: 'numeric', timeZone: 'UTC' },
  }).format(Date.parse(`${month}-01T12:00Z`));
}
