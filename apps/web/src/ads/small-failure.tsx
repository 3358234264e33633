import { useApp } from '../shell/app-context.ts';
import { failureText } from '../shell/say-failure.ts';
import type { Asked } from './use-asked.ts';

/** A part of a page that waits, or could not be fetched: the rest of the page goes on. */
export function SmallFailure<T>({ asked }: { asked: Asked<T> }) {
  const app = useApp();
  const { t } = app;
  if (asked.value !== null) return null;
  if (asked.failure === null)
    return <div class="bone bone-block" role="status" aria-label={t('common.loading')} />;
  return (
    <div class="state is-small" role="alert">
      <p>{failureText(app, asked.failure)}</p>
      <button type="button" class="button" onClick={() => void asked.reload()}>
        {t('common.retry')}
      </button>
    </div>
  );
}
