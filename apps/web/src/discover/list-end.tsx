// The end of a list: reads on when it comes into sight, says what failed, and can be pressed where nothing scrolls.

import { useEffect, useRef } from 'preact/hooks';
import type { Failure } from '../api/client.ts';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { failureText } from '../shell/say-failure.ts';

/** Read on this far before the end is reached. */
const AHEAD = '600px';

interface ListEndProps {
  more: (() => void) | undefined;
  failure: Failure | null;
  loading: boolean;
}

export function ListEnd({ more, failure, loading }: ListEndProps) {
  const app = useApp();
  const end = useRef<HTMLDivElement>(null);
  const goOn = useRef(more);
  goOn.current = failure === null ? more : undefined;
  const canGoOn = goOn.current !== undefined;
  useEffect(() => {
    const element = end.current;
    if (element === null || !canGoOn) return;
    const watcher = new IntersectionObserver(
      (entries) => entries.some((entry) => entry.isIntersecting) && goOn.current?.(),
      { rootMargin: AHEAD },
    );
    watcher.observe(element);
    return () => watcher.disconnect();
  }, [canGoOn]);
  if (failure !== null)
    return (
      <div class="list-end" role="alert">
        <p>{failureText(app, failure)}</p>
        <button type="button" class="button" onClick={more}>
          <Icon name="retry" />
          {app.t('common.retry')}
        </button>
      </div>
    );
  return (
    <div class="list-end" ref={end}>
      {loading && <div class="bone bone-line" role="status" aria-label={app.t('common.loading')} />}
      {canGoOn && (
        <button type="button" class="button" onClick={more}>
          {app.t('common.more')}
        </button>
      )}
    </div>
  );
}
