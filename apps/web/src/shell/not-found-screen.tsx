import { useApp } from './app-context.ts';
import { Icon } from './icons.tsx';
import { Link } from './link.tsx';

/** An address that leads nowhere. */
export function NotFoundScreen() {
  const { t } = useApp();
  return (
    <div class="screen state">
      <Icon name="hide" />
      <h1>{t('notFound.title')}</h1>
      <p>{t('notFound.text')}</p>
      <Link href="/" class="button primary">
        {t('notFound.action')}
      </Link>
    </div>
  );
}
