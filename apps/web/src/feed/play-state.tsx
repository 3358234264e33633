import type { PlayerView } from './player.ts';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';

interface PlayStateProps {
  view: Exclude<PlayerView['state'], 'spent'>;
  onToggle: () => void;
  onRetry: () => void;
  /** Absent: no other clip comes after it. */
  onNext: (() => void) | undefined;
}

/** The big control in the middle: seen while paused, and always there for keyboard and screen reader. */
export function PlayState({ view, onToggle, onRetry, onNext }: PlayStateProps) {
  const { t } = useApp();
  if (view === 'failed') {
    return (
      <div class="clip-failed" role="alert">
        <p>{t('player.failed')}</p>
        <div class="row">
          <button type="button" class="button" onClick={onRetry}>
            <Icon name="retry" />
            {t('common.retry')}
          </button>
          {onNext && (
            <button type="button" class="button quiet" onClick={onNext}>
              {t('feed.next')}
            </button>
          )}
        </div>
      </div>
    );
  }
  const still = view === 'paused' || view === 'blocked';
  return (
    <button
      type="button"
      class={`play-state is-${view}`}
      onClick={onToggle}
      aria-label={still ? t('player.play') : t('player.pause')}
    >
      <Icon name={still ? 'play' : 'pause'} filled={still} />
    </button>
  );
}
