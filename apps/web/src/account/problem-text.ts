import type { Failure } from '../api/client.ts';
import type { App } from '../shell/app-context.ts';
import { failureText } from '../shell/say-failure.ts';

/** @returns what to say about a refused sign-in or sign-up, in the interface's language. */
export function accountProblemText(app: App, failure: Failure): string {
  if (failure.kind === 'offline') return failureText(app, failure);
  switch (failure.code) {
    case 'auth.wrong_credentials':
      return app.t('signIn.wrong');
    case 'auth.locked':
      return app.t('signIn.locked');
    case 'account.handle_taken':
      return app.t('signUp.taken');
    case 'account.handle_invalid':
      // The server knows which rule it was; in English it says so.
      return app.locale === 'en' && failure.detail !== ''
        ? failure.detail
        : app.t('signUp.invalid');
    case 'account.password_weak':
      return app.locale === 'en' && failure.detail !== '' ? failure.detail : app.t('signUp.weak');
    case 'account.recovery_invalid':
      return app.t('recover.wrong');
    default:
      return failureText(app, failure);
  }
}
