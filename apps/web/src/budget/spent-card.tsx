// The day's megabytes are used: says so, and leaves the choice.

import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { Link } from '../shell/link.tsx';
import { MEGABYTE, MORE_BYTES } from './day-bytes.ts';
import { megabytesText } from './megabytes-text.ts';
import './budget.css';

export function SpentCard({ onGoOn }: { onGoOn: () => void }) {
  const { t, locale, preferences } = useApp();
  const size = megabytesText((preferences.get().dayMegabytes ?? 0) * MEGABYTE, locale);
  return (
    <div class="stage-fill state spent" role="alert">
      <Icon name="clock" />
      <h2>{t('spent.title', { size })}</h2>
      <p>{t('spent.text')}</p>
      <button type="button" class="button primary" onClick={onGoOn}>
        {t('spent.more', { size: megabytesText(MORE_BYTES, locale) })}
      </button>
      <Link href="/saved" class="button">
        {t('spent.saved')}
      </Link>
      <Link href="/settings#data-budget" class="button quiet">
        {t('spent.change')}
      </Link>
    </div>
  );
}
