import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { turnOff } from './on-off.ts';

/** One tap, no question. */
export function OffButton() {
  const app = useApp();
  const { t } = app;
  return (
    <button
      type="button"
      class="lock-off"
      aria-label={t('lock.offLabel')}
      onClick={() => void turnOff(app)}
    >
      <Icon name="power" />
      <span aria-hidden="true">{t('lock.off')}</span>
    </button>
  );
}
