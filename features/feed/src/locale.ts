import { INTERFACE_LANGUAGES, type InterfaceLanguage } from '@jhalak/contracts/languages';

/** Entries of an Accept-Language header that are looked at. */
const ENTRIES_MAX = 10;

/** @returns the first language of the header that the interface speaks, else of `fallbacks`, else English. */
export function localeFor(
  acceptLanguage: string | undefined,
  fallbacks: readonly string[],
): InterfaceLanguage {
  const asked = (acceptLanguage ?? '')
    .split(',')
    .slice(0, ENTRIES_MAX)
    .map((entry) => (entry.split(';')[0] ?? '').trim().toLowerCase().split('-')[0] ?? '');
  for (const code of [...asked, ...fallbacks]) {
    const known = INTERFACE_LANGUAGES.find((language) => language === code);
    if (known !== undefined) return known;
  }
  return 'en';
}
