// In place of a part of a screen that did not arrive: why, and the way to try again.

import type { Failure } from '../api/client.ts';
import { useApp } from './app-context.ts';
import { Icon } from './icons.tsx';
import { failureText } from './say-failure.ts';

export function Failed({ failure, onRetry }: { failure: Failure; onRetry: () => void }) {
  const app = useApp();
  return (
    <div class="state is-small" role="alert">
      <Icon name={failure.kind === 'offline' ? 'offline' : 'retry'} />
      <p>{failureText(app, failure)}</p>
      <button type="button" class="button primary" onClick={onRetry}>
        {app.t('common.retry')}
      </button>
    </div>
  );
}
