import './parent-first.css';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { Link } from '../shell/link.tsx';

/** Where a child would write or publish and a parent has not agreed yet: says so, and leads to asking. */
export function ParentFirst() {
  const { t } = useApp();
  return (
    <div class="parent-first">
      <Icon name="people" />
      <p>{t('error.parentFirst')}</p>
      <Link href="/family" class="button">
        {t('family.ask')}
      </Link>
    </div>
  );
}
