// What people see once another owner goes on with the cell: who, where, and that what is theirs went along. Or that nobody does,
// or that it is held.

import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';

/** Read by the server: this visitor goes on watching here, as long as there is something to watch. */
const STAY_COOKIE = 'jhalak_stay';

export function MovedScreen() {
  const { moved } = useApp();
  if (moved?.kind === 'closed') return <ClosedScreen />;
  return moved?.kind === 'held' ? <HeldScreen /> : <WithNewOwner />;
}

function ClosedScreen() {
  const { t } = useApp();
  return (
    <div class="screen state is-moved">
      <Icon name="handover" />
      <h1>{t('windDown.over')}</h1>
      <p>{t('windDown.overText')}</p>
      <p>
        <a href="/log/checkpoint">{t('windDown.record')}</a>
      </p>
    </div>
  );
}

function HeldScreen() {
  const { t } = useApp();
  return (
    <div class="screen state is-moved">
      <Icon name="hide" />
      <h1>{t('held.title')}</h1>
      <p>{t('held.text')}</p>
    </div>
  );
}

function WithNewOwner() {
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
