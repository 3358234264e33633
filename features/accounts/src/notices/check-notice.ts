// Which answers the ledger takes: a yes only to the very text of today's notice.

import { problem } from '@jhalak/contracts';
import type { Consent } from '@jhalak/contracts/accounts';
import { NOTICE_VERSION, PUBLISHED_NOTICES } from '@jhalak/contracts/consent-notice';
import type { PersonRow } from '../tables.ts';

/** What held before: what is already allowed is not asked about again. */
export type Allowed = Pick<
  PersonRow,
  'consent_personalisation' | 'consent_lock' | 'consent_ads' | 'notice_version'
>;

/** @returns whether what was agreed to under this version is still agreed to. */
export function isInForce(noticeVersion: string | null): boolean {
  return noticeVersion === NOTICE_VERSION;
}

/**
 * A no is taken always, also without any notice: nobody must read something to take a word back.
 *
 * @throws `consent.notice_unknown` for a text that was never published; `consent.notice_old` for a yes to a text that is not
 * today's, or to none.
 */
export function checkNotice(before: Allowed, consent: Consent | undefined): void {
  if (consent === undefined) return;
  const { noticeVersion, noticeLanguage, noticeSha256 } = consent;
  if (noticeSha256 !== undefined) {
    const notice = PUBLISHED_NOTICES.find(({ version }) => version === noticeVersion);
    if (notice?.documents[noticeLanguage] !== noticeSha256)
      throw problem(
        'consent.notice_unknown',
        'The notice named here was never published. Read it at /v1/notices/consent and answer with its version, language and sha256.',
      );
  }
  if (!allowsMore(before, consent)) return;
  if (noticeSha256 === undefined || !isInForce(noticeVersion))
    throw problem(
      'consent.notice_old',
      'A yes needs the notice of today. Read it at /v1/notices/consent and answer with its version, language and sha256.',
    );
}

/** What was agreed to under an older notice can be carried along as it was, as at signing up: it counts for nothing. */
function allowsMore(before: Allowed, consent: Consent): boolean {
  const { consent_personalisation: personal, consent_ads: ads, consent_lock: lock } = before;
  const isNewText = consent.noticeVersion !== before.notice_version;
  return (
    (consent.personalisation && (isNewText || personal !== true)) ||
    (consent.ads && (isNewText || ads !== true)) ||
    // The lock screen has a notice and a receipt of its own: what it holds is carried along.
    (consent.lock && lock !== true)
  );
}
