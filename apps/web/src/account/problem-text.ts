import type { Failure } from '../api/client.ts';
import type { App } from '../shell/app-context.ts';
import { failureText } from '../shell/say-failure.ts';

/** @returns what to say about a refused sign-in or sign-up, in the interface's language. */
export function accountProblemText(app: App, failure: Failure): string {
  if (failure.kind === 'offline') return app.t('signIn.noSignal');
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
    case 'code.wrong':
      return app.t('signIn.codeWrong');
    case 'code.over':
      return app.t('signIn.codeOver');
    case 'code.too_many':
      return app.t('signIn.tooMany');
    case 'phone.invalid':
      return app.t('signIn.phoneInvalid');
    case 'phone.not_served':
      return app.t('signIn.notServed');
    case 'phone.taken':
      return app.t('signIn.phoneTaken');
    case 'passkey.refused':
    case 'passkey.unavailable':
      return app.t('signIn.passkeyRefused');
    case 'sign_in.ticket_over':
      return app.t('signIn.ticketOver');
    case 'account.recovery_invalid':
      return app.t('recover.wrong');
    default:
      return failureText(app, failure);
  }
}
