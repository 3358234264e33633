// What people see while an order closes the region: which law, since when, how to object, and what stays theirs.

import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { Link } from '../shell/link.tsx';

export function RegionScreen() {
  const { t, region, locale, viewer } = useApp();
  const since =
    region?.sinceMs === undefined
      ? ''
      : new Intl.DateTimeFormat(locale === 'en' ? 'en-IN' : locale, {
          dateStyle: 'long',
          timeZone: 'UTC',
        }).format(region.sinceMs);
  return (
    <div class="screen state is-region">
      <Icon name="shield" />
      <h1>{t('region.title')}</h1>
      <p>{t('region.text')}</p>
      {region?.law !== undefined && (
        <p>
          <b>{t(`orders.law.${region.law}`)}</b>
          <br />
          {since}
          {region.interim === true && ` · ${t('orders.interim')}`}
        </p>
      )}
      <p>{t('region.appeal')}</p>
      <p>{t(viewer?.handle === undefined ? 'region.yours' : 'region.stillYours')}</p>
      {viewer?.handle === undefined ? (
        <Link href="/signin?next=/settings" class="button">
          {t('account.signIn')}
        </Link>
      ) : (
        <>
          <Link href="/settings#your-data" class="button primary">
            <Icon name="download" />
            {t('region.takeData')}
          </Link>
          <Link href="/settings" class="button">
            <Icon name="settings" />
            {t('settings.title')}
          </Link>
        </>
      )}
    </div>
  );
}
