/** @returns "22 November 2026", in the browser's time zone and the interface's words. */
export function fullDateText(atMs: number, locale: string): string {
  return new Intl.DateTimeFormat(locale === 'en' ? 'en-IN' : locale, {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    numberingSystem: 'latn',
  }).format(atMs);
}
