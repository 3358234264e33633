import type { Targeting } from '@jhalak/contracts/ads';
import { CONTENT_LANGUAGES } from '@jhalak/contracts/languages';
import { stateName } from '../ads/states.ts';
import { useApp } from '../shell/app-context.ts';

/** Whom an ad was for: one line a line item; an ad for everybody says so. */
export function TargetingList({ targeting }: { targeting: readonly Targeting[] }) {
  const { t, locale } = useApp();
  const lines = targeting.map(({ languages, genres, states, hours, interests }) => {
    const genreNames = (all: Targeting['genres'] = []): string =>
      all.map((genre) => t(`genre.${genre}`)).join(', ');
    return [
      ...(languages ?? []).map((code) => nameOf(code)),
      ...(genres === undefined ? [] : [genreNames(genres)]),
      ...(states ?? []).map((code) => stateName(code, locale)),
      ...(hours === undefined || hours.length === 0 ? [] : [t('adLib.hours')]),
      ...(interests === undefined || interests.length === 0
        ? []
        : [t('adLib.interests', { names: genreNames(interests) })]),
    ].filter((words) => words !== '');
  });
  const told = [...new Set(lines.map((parts) => parts.join(' · ')))];
  return (
    <ul class="ad-library-targeting">
      {told.map((line) => (
        <li key={line}>{line === '' ? t('adLib.everyone') : line}</li>
      ))}
      {told.length === 0 && <li>{t('adLib.everyone')}</li>}
    </ul>
  );
}

function nameOf(code: string): string {
  return CONTENT_LANGUAGES.find((language) => language.code === code)?.name ?? code;
}
