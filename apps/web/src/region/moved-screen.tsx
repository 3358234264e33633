// What people see once another owner goes on with the cell: who, where, and that what is theirs went along.

import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';

/** Read by the server: this visitor goes on watching here, as long as there is something to watch. */
const STAY_COOKIE = 'jhalak_stay';

export function MovedScreen() {
  const { t, moved } = useApp();
  function stay(): void {
    document.cookie = `${STAY_COOKIE}=1; path=/; samesite=lax`;
    location.assign('/');
  }
  return (
    <div class="screen state is-moved">
      <Icon name="handover" />
      <h1>{t('ended.title')}</h1>
      {moved?.by !== undefined && <p>{t('ended.who', { name: moved.by })}</p>}
      <p>{t('ended.text')}</p>
      {moved?.to === undefined ? (
        <p>{t('ended.noAddress')}</p>
      ) : (
        <a class="button primary" href={moved.to}>
          {t('ended.open')}
        </a>
      )}
      <button type="button" class="button quiet" onClick={stay}>
        {t('ended.stay')}
      </button>
    </div>
  );
}
