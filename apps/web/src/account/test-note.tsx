import { useApp } from '../shell/app-context.ts';

/** Said wherever a code is waited for that no phone will get. */
export function TestNote() {
  const { t } = useApp();
  return (
    <p class="test-note" role="note">
      {t('signIn.testNote')}
    </p>
  );
}
