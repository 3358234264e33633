import type { Failure } from '../api/client.ts';
import type { App } from './app-context.ts';

/** @returns one sentence about a failure: the server's own where it gave one, which is in the person's language. */
export function failureText(app: Pick<App, 't'>, failure: Failure): string {
  if (failure.kind === 'offline') return app.t('error.offline');
  if (failure.code === 'request.rate_limited') return app.t('error.rateLimited');
  if (failure.status >= 500 || failure.detail === '') return app.t('error.server');
  return failure.detail;
}

/** Says it in a toast. */
export function sayFailure(app: App, failure: Failure): void {
  app.say(failureText(app, failure));
}
