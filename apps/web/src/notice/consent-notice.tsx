// What is asked, what for, how to take it back and where to complain: the published text, in a language that is chosen here
// whatever the buttons speak. What the person has before them is what their answer names.

import type { NoticeRead } from '@jhalak/contracts/consent-notice';
import { useEffect } from 'preact/hooks';
import { useApp } from '../shell/app-context.ts';
import { useNoticeText } from './use-notice-text.ts';
import './notice.css';

/** What a yes and a no are called in the notice's language, and what they answer to. */
export interface NoticeShown {
  read: NoticeRead;
  yes: string;
  no: string;
}

const POINTS = ['what', 'purpose', 'others', 'without', 'withdraw', 'rights', 'complain'] as const;
/** As much of the digest as helps somebody to tell two texts apart. */
const DIGEST_SHOWN = 12;

/** @param onShown told of each text that stands there, and with undefined while none does. */
export function ConsentNotice({ onShown }: { onShown: (shown: NoticeShown | undefined) => void }) {
  const { t, locale } = useApp();
  const { list, language, choose, shown, failed, retry } = useNoticeText();
  useEffect(() => {
    onShown(shown && { read: shown.read, yes: shown.text.yes, no: shown.text.no });
    // Depends on less than it reads: told once for each text.
  }, [shown]);
  const reviewed = list?.languages.find((one) => one.language === language)?.reviewed;
  return (
    <div class="consent-notice">
      {list !== undefined && (
        <label class="field">
          <span class="field-label">{t('notice.language')}</span>
          <select value={language} onChange={(event) => choose(event.currentTarget.value)}>
            {list.languages.map((one) => (
              <option
                key={one.language}
                value={one.language}
                lang={one.language}
                dir={one.direction}
              >
                {one.name}
              </option>
            ))}
          </select>
        </label>
      )}
      {shown === undefined && !failed && <p class="soft">{t('common.loading')} …</p>}
      {failed && (
        <p role="alert">
          {navigator.onLine ? t('error.server') : t('error.offline')}{' '}
          <button type="button" class="button text" onClick={retry}>
            {t('common.retry')}
          </button>
        </p>
      )}
      {shown !== undefined && (
        <article lang={shown.text.language} dir={shown.text.direction} class="consent-text">
          {/* Around it stands the same question in the interface's language. */}
          {shown.text.language !== locale && <h3>{shown.text.title}</h3>}
          <p>{shown.text.ask}</p>
          <ul>
            {POINTS.map((point) => (
              <li key={point}>{shown.text[point]}</li>
            ))}
            {list !== undefined && shown.text.board[list.country] !== undefined && (
              <li>{shown.text.board[list.country]}</li>
            )}
          </ul>
        </article>
      )}
      {shown !== undefined && (
        // A page of its own: what was chosen in the first run stays.
        <a href="/grievance" target="_blank" rel="noopener" class="button text">
          {t('roleName.grievance_officer')}
        </a>
      )}
      {shown !== undefined && (
        <p class="soft notice-print">
          {reviewed === false && language !== 'en' && `${t('settings.unreviewed')} `}
          <bdi dir="ltr">
            {shown.read.noticeVersion} {shown.read.noticeLanguage}{' '}
            {shown.read.noticeSha256.slice(0, DIGEST_SHOWN)}
          </bdi>
        </p>
      )}
    </div>
  );
}
