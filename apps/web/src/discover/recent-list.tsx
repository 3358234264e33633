import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { useSignal } from '../shell/use-signal.ts';
import { forgetSearch, recentSearches } from './recent-searches.ts';

/** What was searched for on this device, each to be asked again or forgotten. */
export function RecentList({ onAsk }: { onAsk: (words: string) => void }) {
  const { t } = useApp();
  const recent = useSignal(recentSearches);
  if (recent.length === 0) return null;
  return (
    <section class="ask-list" aria-label={t('discover.recent')}>
      <p class="ask-note">
        <span>{t('discover.recent')}</span>
        <button type="button" class="button text" onClick={() => forgetSearch()}>
          {t('discover.forgetAll')}
        </button>
      </p>
      <ul>
        {recent.map((words) => (
          <li key={words} class="ask-recent">
            <button type="button" class="ask-one" onClick={() => onAsk(words)}>
              <Icon name="clock" />
              <span dir="auto">{words}</span>
            </button>
            <button
              type="button"
              class="icon-button"
              aria-label={t('discover.forget', { words })}
              onClick={() => forgetSearch(words)}
            >
              <Icon name="close" />
            </button>
          </li>
        ))}
      </ul>
      <p class="ask-note soft">{t('discover.recentNote')}</p>
    </section>
  );
}
