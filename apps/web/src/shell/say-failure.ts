import type { Failure } from '../api/client.ts';
import type { App } from './app-context.ts';

/**
 * @returns one sentence about a failure. The server's own is exact but in English: other languages get a plainer one of
 * ours.
 */
export function failureText(app: Pick<App, 't' | 'locale'>, failure: Failure): string {
  const { t } = app;
  if (failure.kind === 'offline') return t('error.offline');
  if (failure.code === 'cell.frozen') return t('error.frozen');
  if (failure.code === 'cell.ended') return t('error.ended');
  if (failure.code === 'cell.closing') return t('error.closing');
  if (failure.status === 429) return t('error.rateLimited');
  if (failure.status >= 500) return t('error.server');
  if (app.locale === 'en' && failure.detail !== '') return failure.detail;
  if (failure.status === 401) return t('error.signIn');
  return failure.status === 404 || failure.status === 410 ? t('error.gone') : t('error.refused');
}

/** Says it in a toast. */
export function sayFailure(app: App, failure: Failure): void {
  if (failure.kind === 'problem' && failure.code === 'family.consent_needed')
    app.say(app.t('error.parentFirst'), {
      label: app.t('family.title'),
      run: () => app.navigate('/family'),
    });
  else app.say(failureText(app, failure));
}
