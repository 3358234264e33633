import { useApp } from '../shell/app-context.ts';

/** What is asked, what for, and how to take it back: the same words in the first run and in settings. */
export function ConsentNotice() {
  const { t } = useApp();
  return (
    <div class="notice">
      <p>{t('consent.ask')}</p>
      <details>
        <summary>{t('consent.details')}</summary>
        <ul>
          <li>{t('consent.what')}</li>
          <li>{t('consent.purpose')}</li>
          <li>{t('consent.without')}</li>
          <li>{t('consent.withdraw')}</li>
        </ul>
      </details>
    </div>
  );
}
